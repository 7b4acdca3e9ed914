package dev.crowai.gateway.demo;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;

/**
 * The first key pair with which the demo's auth service signs JWTs. It is always the same, so that a JWT in a file is
 * still valid after a restart. It is public, and it is valid for the demo services only.
 */
final class DemoSigningKey {
    static final String ID = "LocalDemoSigningKeyLocalDemoSign";

    private static final BigInteger P = new BigInteger(
            "fa7d07fd30dbb942106f58e3d994102765be3ad48c1b57c4b417179e56194930453e7ce531e09b444a3e10c1b8bfcb5d"
                    + "9e33c2b03395fcd6e9a96d47af2c6bb66b0d018e6ff60c1112d56835034f8f963f4aa2d8fb26d63a95076da31d29d597"
                    + "06164a899d9cdd4704fa7930eb471ca8c76c6f3a77c99aeac72d459b7b41ea61",
            16);
    private static final BigInteger Q = new BigInteger(
            "e091339c30fdc1f810df8d777d8888a4e714cb9c331ba3fb3bb17d7848e576ce690b0ea8a076b6127ea35d6ca1afa500"
                    + "83d16cc696f3ce49604128322b621b749a94bfbbeb82c4c653d3b168b42fc322ecca85d42f61b46eaee286d42d8293a7"
                    + "aff384e3ea99a073d1acb0a9a0ba94a62b9198b09dd31bcfe10e266345f94e59",
            16);
    private static final BigInteger PUBLIC_EXPONENT = BigInteger.valueOf(65_537);

    private DemoSigningKey() {}

    /** RSA, 2048 bits (RFC 8017 §3). */
    static KeyPair pair() {
        BigInteger modulus = P.multiply(Q);
        BigInteger order = P.subtract(BigInteger.ONE).multiply(Q.subtract(BigInteger.ONE));
        try {
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            return new KeyPair(
                    rsa.generatePublic(new RSAPublicKeySpec(modulus, PUBLIC_EXPONENT)),
                    rsa.generatePrivate(new RSAPrivateKeySpec(modulus, PUBLIC_EXPONENT.modInverse(order))));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has RSA", missing);
        }
    }
}
