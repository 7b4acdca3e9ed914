package dev.crowai.gateway.ratelimit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Text as SHA-256, so that neither a table key nor the memory of refusals shows it. */
final class Digest {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Digest() {}

    /**
     * The digest of a text, in base64url.
     *
     * @param kind a constant of the gateway's own: equal texts of two kinds have different digests
     */
    static String of(String kind, String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(("crow limit v1:" + kind + "\0").getBytes(StandardCharsets.UTF_8));
            return BASE64.encodeToString(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
