package dev.crowai.gateway.payload;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import java.util.Arrays;

/**
 * The size of a text as a JSON string, without quotes, and the size of a response as a JSON document, in bytes (SPEC
 * "Forwarding", size). It counts what the serializers of the Lambda runtime write: control characters, quotes and
 * backslashes are escaped, and all other characters are in UTF-8.
 */
public final class PayloadSize {
    /**
     * The maximum size of the payload of one invocation, in each direction, in bytes: 6 MB and a little for the
     * platform's envelope.
     */
    public static final int LIMIT = 6_291_556;

    /** The maximum size of one byte of UTF-8 in JSON: a control character becomes {@code \}{@code u001f}. */
    static final int WORST_GROWTH = 6;

    /** The size of names, braces and numbers of a response, which does not depend on its content. */
    private static final int ENVELOPE = 160;

    /** The size of quotes, colons, commas, and the separator of a repeated field. */
    private static final int PER_FIELD = 8;

    private static final int ESCAPED_SURROGATE = 6;
    private static final int UTF8_SURROGATE = 2;

    /** The size of every ASCII character, by its code. */
    private static final byte[] ASCII = asciiSizes();

    private PayloadSize() {}

    /** The size of a text in a response. The runtime's serializer escapes both halves of a character above U+FFFF. */
    public static long ofText(String text) {
        return count(text, ESCAPED_SURROGATE);
    }

    /**
     * Whether a body is too large for any event. Characters above U+FFFF are counted in UTF-8, which is their smallest
     * size.
     */
    public static boolean isBeyondEvent(String body) {
        return body.length() > LIMIT / WORST_GROWTH && count(body, UTF8_SURROGATE) > LIMIT;
    }

    /**
     * The size of a response without its body. It is never too low. It is too high by a few bytes for each field and by
     * the names of repeated fields.
     */
    public static long ofHead(Headers headers) {
        long size = ENVELOPE;
        for (Headers.Field field : headers.fields()) {
            size += PER_FIELD + ofText(field.name()) + ofText(field.value());
        }
        return size;
    }

    /** The size of a body in base64, with padding. */
    public static long ofBase64(Body body) {
        return (body.length() + 2L) / 3 * 4;
    }

    /**
     * How many bytes of UTF-8 the longest beginning of a text has, if its size in a response must be within a budget.
     */
    static long fittingBytes(String text, long budget) {
        long size = 0;
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            size += sizeOf(c, ESCAPED_SURROGATE);
            if (size > budget) {
                return bytes;
            }
            bytes += c < ASCII.length ? 1 : beyondAscii(c, UTF8_SURROGATE);
        }
        return bytes;
    }

    private static long count(String text, int surrogate) {
        long size = 0;
        for (int i = 0; i < text.length(); i++) {
            size += sizeOf(text.charAt(i), surrogate);
        }
        return size;
    }

    private static int sizeOf(char c, int surrogate) {
        return c < ASCII.length ? ASCII[c] : beyondAscii(c, surrogate);
    }

    private static int beyondAscii(char c, int surrogate) {
        if (c < 0x800) {
            return 2;
        }
        return Character.isSurrogate(c) ? surrogate : 3;
    }

    private static byte[] asciiSizes() {
        byte[] sizes = new byte[0x80];
        Arrays.fill(sizes, 0, ' ', (byte) WORST_GROWTH);
        Arrays.fill(sizes, ' ', sizes.length, (byte) 1);
        for (char escaped : "\"\\\b\t\n\f\r".toCharArray()) {
            sizes[escaped] = 2;
        }
        return sizes;
    }
}
