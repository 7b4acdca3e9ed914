package dev.crowai.gateway.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * SHA-256 (FIPS 180-4), the only hash function of the gateway. It hides texts that a store, a log or a page must not
 * show. Pure.
 */
public final class Sha256 {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** The algorithm. It is only copied, because a copy costs less than looking the algorithm up. */
    private static final MessageDigest EMPTY = empty();

    private Sha256() {}

    private static MessageDigest empty() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * The digest of all parts, one after the other.
     *
     * @param parts are read from their positions to their limits
     * @return 32 bytes
     */
    public static byte[] of(ByteBuffer... parts) {
        try {
            MessageDigest sha256 = (MessageDigest) EMPTY.clone();
            for (ByteBuffer part : parts) {
                sha256.update(part);
            }
            return sha256.digest();
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The digest in base64url without padding: 43 characters. */
    public static String base64Url(ByteBuffer... parts) {
        return BASE64.encodeToString(of(parts));
    }

    /** A text in UTF-8. All unpaired surrogates become the same question mark, so this is for texts without them. */
    public static ByteBuffer utf8(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    /** A text in UTF-16, two bytes a character: no two texts have the same bytes. */
    public static ByteBuffer utf16(String text) {
        byte[] bytes = new byte[text.length() * Character.BYTES];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes[2 * i] = (byte) (c >> 8);
            bytes[2 * i + 1] = (byte) c;
        }
        return ByteBuffer.wrap(bytes);
    }
}
