package dev.crowai.gateway.testing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds a secret in a dump whichever way it was encoded. */
public final class SecretSpellings {
    private SecretSpellings() {}

    /** Bytes as text in which {@link #shows} finds secrets: Latin-1, once as it is and once without zero bytes. */
    public static String dump(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text + " " + text.replace("\0", "");
    }

    /** Whether a dump has the secret as it is, in hexadecimal or in base64, in any letter case. */
    public static boolean shows(String dump, String secret) {
        String lowerCase = dump.toLowerCase(Locale.ROOT);
        return spellings(secret).anyMatch(lowerCase::contains);
    }

    /** As it is, in hexadecimal, and in base64 at each of its three alignments, in lower case. */
    private static Stream<String> spellings(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Stream<String> base64 = Stream.of(0, 1, 2).flatMap(shift -> {
            byte[] shifted = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            int whole = shifted.length / 3 * 4;
            return Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
                    .map(encoder -> encoder.encodeToString(shifted).substring(shift == 0 ? 0 : 4, whole));
        });
        return Stream.concat(Stream.of(secret, HexFormat.of().formatHex(bytes)), base64)
                .map(text -> text.toLowerCase(Locale.ROOT));
    }

    /** A way to write a secret down; a test plants each of them to prove that {@link #shows} finds it. */
    public enum Spelling {
        PLAIN,
        HEXADECIMAL,
        BASE64,
        BASE64_NOT_ALIGNED,
        TWO_BYTES_A_CHARACTER;

        public String of(String secret) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            return switch (this) {
                case PLAIN -> secret;
                case HEXADECIMAL -> HexFormat.of().formatHex(bytes);
                case BASE64 -> Base64.getEncoder().encodeToString(bytes);
                case BASE64_NOT_ALIGNED ->
                    Base64.getEncoder().encodeToString(("x" + secret).getBytes(StandardCharsets.UTF_8));
                case TWO_BYTES_A_CHARACTER ->
                    new String(secret.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1);
            };
        }
    }
}
