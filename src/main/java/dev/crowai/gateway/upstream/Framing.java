package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads the framing fields of a response, which determine where its content ends (RFC 9112 §6). Pure. */
final class Framing {
    /** Up to 18 digits, which always fit in a {@code long}. */
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private Framing() {}

    /** Whether a response has no content, whatever its framing fields are (RFC 9112 §6.3, rule 1). */
    static boolean hasNoContent(Method method, int status) {
        return method == Method.HEAD || status == 204 || status == 304;
    }

    /** Whether the fields announce content. */
    static boolean announcesContent(Headers headers) {
        return headers.has("Transfer-Encoding")
                || headers.all("Content-Length").stream().anyMatch(length -> !length.equals("0"));
    }

    /**
     * Why the end of the content cannot be known: {@code Content-Length} with {@code Transfer-Encoding}, several
     * different lengths, an invalid one, or a transfer coding other than {@code chunked}.
     */
    static Optional<String> fault(Headers headers) {
        List<String> lengths = headers.all("Content-Length");
        List<String> codings = headers.all("Transfer-Encoding");
        if (!codings.isEmpty() && !lengths.isEmpty()) {
            return Optional.of("Content-Length with Transfer-Encoding");
        }
        if (codings.size() > 1 || codings.stream().anyMatch(coding -> !coding.equalsIgnoreCase("chunked"))) {
            return Optional.of("an unknown transfer coding");
        }
        if (lengths.stream().anyMatch(length -> !LENGTH.matcher(length).matches())) {
            return Optional.of("an invalid Content-Length");
        }
        return lengths.stream().mapToLong(Long::parseLong).distinct().count() > 1
                ? Optional.of("several different Content-Length")
                : Optional.empty();
    }

    /** The announced length in bytes; only for fields without {@link #fault}. */
    static OptionalLong length(Headers headers) {
        return headers.first("Content-Length").stream()
                .mapToLong(Long::parseLong)
                .findFirst();
    }
}
