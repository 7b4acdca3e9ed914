package dev.crowai.gateway.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Percent-encoding of RFC 3986 §2.1, for paths and queries. */
public final class Percent {
    private static final String UNRESERVED_MARKS = "-._~";
    private static final String PATH_MARKS = UNRESERVED_MARKS + "!$&'()*+,;=:@";
    private static final String QUERY_MARKS = PATH_MARKS + "/?[]";
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Percent() {}

    /** Encodes decoded text as a path: {@code /} is not changed, {@code %} becomes {@code %25}. */
    public static String encodePath(String decoded) {
        return encode(decoded, PATH_MARKS + "/", false);
    }

    /** Encodes decoded text as one path segment: {@code /} becomes {@code %2F}. */
    public static String encodeSegment(String decoded) {
        return encode(decoded, PATH_MARKS, false);
    }

    /**
     * Encodes the characters that a path must not contain. Existing escapes are not changed, except the escapes of
     * letters, digits and {@code -._~}, which are decoded (RFC 3986 §6.2.2.2), so that the gateway and the service see
     * the same path. Empty when an escape is malformed.
     */
    public static Optional<String> repairPath(String encoded) {
        String repaired = encode(encoded, PATH_MARKS + "/", true);
        return repaired.equals(encode(encoded, PATH_MARKS + "/%", false))
                ? Optional.of(plain(repaired))
                : Optional.empty();
    }

    private static String plain(String path) {
        return ESCAPE.matcher(path).replaceAll(escape -> {
            char c = (char) HexFormat.fromHexDigits(path, escape.start() + 1, escape.end());
            return isAlphanumeric(c) || UNRESERVED_MARKS.indexOf(c) >= 0 ? Character.toString(c) : escape.group();
        });
    }

    /**
     * Encodes the characters that {@link java.net.URI} refuses in a query but browsers send ({@code |}, {@code "}, a lone
     * {@code %}, …), and does not change any others.
     */
    public static String repairQuery(String raw) {
        return encode(raw, QUERY_MARKS, true);
    }

    private static String encode(String text, String marks, boolean keepEscapes) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isAlphanumeric(c) || marks.indexOf(c) >= 0 || (keepEscapes && isEscape(text, i))) {
                out.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    out.append('%').append(HEX.toHexDigits(b));
                }
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /**
     * Decodes every well-formed escape once, as UTF-8. Bytes that are not valid UTF-8 become U+FFFD; malformed escapes
     * are not changed.
     */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%' && i + 2 < in.length && isHex(in[i + 1]) && isHex(in[i + 2])) {
                out.write((HexFormat.fromHexDigit(in[i + 1]) << 4) | HexFormat.fromHexDigit(in[i + 2]));
                i += 2;
            } else {
                out.write(in[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static boolean isEscape(String text, int at) {
        return text.charAt(at) == '%'
                && at + 2 < text.length()
                && isHex(text.charAt(at + 1))
                && isHex(text.charAt(at + 2));
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
