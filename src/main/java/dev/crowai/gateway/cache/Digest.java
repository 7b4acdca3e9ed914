package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Body;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** SHA-256 in base64url, 43 characters: keeps what must not be seen out of the table, and every key short. */
final class Digest {
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private Digest() {}

    /** A digest of texts. Their number and lengths go in, so that no list of texts can spell another. */
    static String of(List<String> texts) {
        MessageDigest sha256 = sha256();
        sha256.update(length(texts.size()));
        for (String text : texts) {
            sha256.update(length(text.length()));
            sha256.update(units(text));
        }
        return TEXT.encodeToString(sha256.digest());
    }

    static String of(String... texts) {
        return of(List.of(texts));
    }

    /** A digest of a body and of the coding that it is in. */
    static String of(String coding, Body body) {
        MessageDigest sha256 = sha256();
        sha256.update(length(coding.length()));
        sha256.update(coding.getBytes(StandardCharsets.UTF_8));
        sha256.update(body.buffer());
        return TEXT.encodeToString(sha256.digest());
    }

    private static byte[] length(int length) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    }

    /** UTF-16 as it is: an encoder would make all unpaired surrogates look alike. */
    private static byte[] units(String text) {
        ByteBuffer units = ByteBuffer.allocate(text.length() * Character.BYTES);
        units.asCharBuffer().put(text);
        return units.array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new AssertionError(everyPlatformHasIt);
        }
    }
}
