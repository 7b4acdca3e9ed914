package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Body;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** SHA-256 in base64url, 43 characters. Digests hide private values from the table and keep every key short. */
final class Digest {
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private Digest() {}

    /** A digest of a list of texts. It includes their number and lengths, so different lists have different digests. */
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

    /** A digest of a body and of its content coding. */
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

    /** The UTF-16 code units of a text. An encoder would replace all unpaired surrogates by the same character. */
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
