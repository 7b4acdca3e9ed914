package dev.crowai.gateway.remember;

import dev.crowai.gateway.store.StoreKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Store keys that reveal nothing of what they stand for: the kind in clear, the rest as SHA-256 over the kind, a zero
 * and the bytes. A kind holds no zero, so no two kinds can meet in one key.
 */
final class HashedKey {
    private static final String LABEL = "crow identity key v1:";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private HashedKey() {}

    /**
     * The key of an item.
     *
     * @param kind a constant of the gateway's own
     * @param bytes what must not be seen
     */
    static StoreKey of(String kind, String sort, byte[] bytes) {
        MessageDigest sha256 = sha256();
        sha256.update((LABEL + kind).getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        return new StoreKey("identity:" + kind + ":" + BASE64.encodeToString(sha256.digest(bytes)), sort);
    }

    /** Every character as two bytes. UTF-8 would turn all unpaired surrogates into the same question mark. */
    static byte[] bytes(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * text.length());
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
