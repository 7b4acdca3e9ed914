package dev.crowai.gateway.remember;

import dev.crowai.gateway.identity.Sha256;
import dev.crowai.gateway.store.StoreKey;
import java.nio.ByteBuffer;

/**
 * Store keys that reveal nothing of what they stand for: the kind in clear, the rest as SHA-256 over the kind, a zero
 * and the bytes. A kind holds no zero, so no two kinds can meet in one key.
 */
final class HashedKey {
    private static final String LABEL = "crow identity key v1:";

    private HashedKey() {}

    /**
     * The key of an item.
     *
     * @param kind a constant of the gateway's own
     * @param bytes what must not be seen
     */
    static StoreKey of(String kind, String sort, byte[] bytes) {
        String digest = Sha256.base64Url(Sha256.utf8(LABEL + kind + "\0"), ByteBuffer.wrap(bytes));
        return new StoreKey("identity:" + kind + ":" + digest, sort);
    }

    static byte[] bytes(String text) {
        return Sha256.utf16(text).array();
    }
}
