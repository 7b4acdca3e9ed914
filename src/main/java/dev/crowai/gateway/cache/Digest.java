package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.identity.Sha256;
import java.nio.ByteBuffer;
import java.util.List;

/** SHA-256 in base64url, 43 characters. Digests hide private values from the table and keep every key short. */
final class Digest {
    private Digest() {}

    /** A digest of a list of texts. It includes their number and lengths, so different lists have different digests. */
    static String of(List<String> texts) {
        ByteBuffer[] parts = new ByteBuffer[1 + 2 * texts.size()];
        parts[0] = length(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            parts[1 + 2 * i] = length(text.length());
            parts[2 + 2 * i] = Sha256.utf16(text);
        }
        return Sha256.base64Url(parts);
    }

    static String of(String... texts) {
        return of(List.of(texts));
    }

    /** A digest of a body and of its content coding. */
    static String of(String coding, Body body) {
        return Sha256.base64Url(length(coding.length()), Sha256.utf8(coding), body.buffer());
    }

    private static ByteBuffer length(int length) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, length);
    }
}
