package dev.crowai.gateway.identity;

import java.util.HexFormat;

/**
 * The address under which a service counts the calls that are made with one credential (SPEC "Identity"). It is an IPv6
 * unique local address (RFC 4193): {@code fd}, then 56 bits of the credential's SHA-256, then zeros. The auth service
 * counts IPv6 addresses by their first 64 bits, so each credential has its own limit.
 */
public final class PseudoAddress {
    private static final String LABEL = "crow pseudo-address v1:";
    private static final int BITS = 56;

    private PseudoAddress() {}

    /** The address for an API key or a session token. The same text gives the same address on every instance. */
    public static String of(String credential) {
        String hex = "fd" + HexFormat.of().formatHex(Sha256.of(Sha256.utf8(LABEL + credential)), 0, BITS / Byte.SIZE);
        return hex.substring(0, 4)
                + ":"
                + hex.substring(4, 8)
                + ":"
                + hex.substring(8, 12)
                + ":"
                + hex.substring(12)
                + "::";
    }
}
