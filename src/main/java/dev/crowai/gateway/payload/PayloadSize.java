package dev.crowai.gateway.payload;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import java.util.Arrays;

/**
 * How many bytes a text takes up as a JSON string, quotes not counted, and a response as a JSON document (SPEC
 * "Forwarding", size). Counts what the serializers of the Lambda runtime write: control characters, quotes and
 * backslashes escaped, anything else in UTF-8.
 */
public final class PayloadSize {
    /** What one invocation may take in or give back, in bytes: 6 MB and a little for the platform's own envelope. */
    public static final int LIMIT = 6_291_556;

    /** The most bytes that one byte of UTF-8 can turn into: a control character becomes {@code \}{@code u001f}. */
    static final int WORST_GROWTH = 6;

    /** Names, braces and the numbers of an answer, whatever it holds. */
    private static final int ENVELOPE = 160;

    /** Quotes, colons, commas, and the separator where a field repeats. */
    private static final int PER_FIELD = 8;

    private static final int ESCAPED_SURROGATE = 6;
    private static final int UTF8_SURROGATE = 2;

    /** The size of every ASCII character, by its code. */
    private static final byte[] ASCII = asciiSizes();

    private PayloadSize() {}

    /** The size in an answer. The runtime's serializer escapes both halves of a character beyond U+FFFF. */
    public static long ofAnswer(String text) {
        return count(text, ESCAPED_SURROGATE);
    }

    /**
     * Whether a body is larger than any that an event can carry. Characters beyond U+FFFF are taken to be in UTF-8 there,
     * the least that they can be.
     */
    public static boolean isBeyondEvent(String body) {
        return body.length() > LIMIT / WORST_GROWTH && count(body, UTF8_SURROGATE) > LIMIT;
    }

    /** The size of everything but the body: never too low, and too high by a few bytes a field and
     * the names of those that repeat. */
    public static long ofHead(Headers headers) {
        long size = ENVELOPE;
        for (Headers.Field field : headers.fields()) {
            size += PER_FIELD + ofAnswer(field.name()) + ofAnswer(field.value());
        }
        return size;
    }

    /** The size of a body in base64, with padding. */
    public static long ofBase64(Body body) {
        return (body.length() + 2L) / 3 * 4;
    }

    /** How many bytes of UTF-8 the longest beginning of a text takes whose size in a response is within a budget. */
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
