package dev.crowai.gateway.remember;

import dev.crowai.gateway.identity.Sha256;
import dev.crowai.gateway.store.StoreKey;
import java.nio.ByteBuffer;

/**
 * Store keys that reveal nothing secret. A key contains the kind in clear, and the SHA-256 of the kind, a zero byte and
 * the secret bytes. A kind contains no zero byte, so keys of different kinds are always different.
 */
final class HashedKey {
    private static final String LABEL = "crow identity key v1:";

    private HashedKey() {}

    /**
     * The key of an item.
     *
     * @param kind a constant
     * @param bytes the secret bytes
     */
    static StoreKey of(String kind, String sort, byte[] bytes) {
        String digest = Sha256.base64Url(Sha256.utf8(LABEL + kind + "\0"), ByteBuffer.wrap(bytes));
        return new StoreKey("identity:" + kind + ":" + digest, sort);
    }

    static byte[] bytes(String text) {
        return Sha256.utf16(text).array();
    }
}
