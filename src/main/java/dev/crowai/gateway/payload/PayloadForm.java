package dev.crowai.gateway.payload;

import dev.crowai.gateway.http.FieldList;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.MediaType;
import dev.crowai.gateway.http.Response;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The form of a response body in the function's JSON: text, or base64 when that is smaller or when text would change
 * the bytes. The size check and the writer use this same rule.
 *
 * @param body the text in the JSON, before escaping
 * @param base64 whether the text is base64
 */
public record PayloadForm(String body, boolean base64) {
    private static final PayloadForm NOTHING = new PayloadForm("", false);

    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8");
    private static final Set<String> TEXTUAL = Set.of(
            "application/json",
            "application/xml",
            "application/javascript",
            "application/ecmascript",
            "application/graphql",
            "application/x-javascript",
            "application/x-ndjson",
            "application/x-www-form-urlencoded",
            "application/yaml");

    /** The form of a response; empty when the response is larger than {@link PayloadSize#LIMIT} in every form. */
    public static Optional<PayloadForm> of(Response response) {
        if (response.body().isEmpty()) {
            return PayloadSize.ofHead(response.headers()) <= PayloadSize.LIMIT
                    ? Optional.of(NOTHING)
                    : Optional.empty();
        }
        long budget = PayloadSize.LIMIT - PayloadSize.ofHead(response.headers());
        return text(response, budget)
                .map(text -> new PayloadForm(text, false))
                .or(() -> Optional.of(response.body())
                        .filter(body -> PayloadSize.ofBase64(body) <= budget)
                        .map(body -> new PayloadForm(body.base64(), true)));
    }

    /**
     * Whether a response fits in some form, with reserved space.
     *
     * @param reserve the bytes that later header fields may need, 0 or more
     */
    public static boolean fits(Response response, int reserve) {
        long budget = PayloadSize.LIMIT - PayloadSize.ofHead(response.headers()) - reserve;
        if (response.body().isEmpty()) {
            return budget >= 0;
        }
        return PayloadSize.ofBase64(response.body()) <= budget
                || text(response, budget).isPresent();
    }

    /**
     * How many of the first bytes of a body fit together with the fields, with reserved space.
     *
     * @param reserve the bytes that later header fields may need, 0 or more
     */
    public static int fittingBytes(Response response, int reserve) {
        long budget = PayloadSize.LIMIT - PayloadSize.ofHead(response.headers()) - reserve;
        long asBase64 = Math.max(budget, 0) / 4 * 3;
        long asText = isText(response.headers())
                ? response.body()
                        .utf8()
                        .map(text -> PayloadSize.fittingBytes(text, budget))
                        .orElse(0L)
                : 0L;
        return (int) Math.min(response.body().length(), Math.max(asBase64, asText));
    }

    private static Optional<String> text(Response response, long budget) {
        int length = response.body().length();
        if (length > budget || !isText(response.headers())) {
            return Optional.empty();
        }
        Optional<String> text = response.body().utf8();
        return length <= budget / PayloadSize.WORST_GROWTH
                ? text
                : text.filter(found -> PayloadSize.ofText(found) <= budget);
    }

    /** Whether the fields say that the body is text in UTF-8. The platform sends a string as UTF-8. */
    private static boolean isText(Headers headers) {
        boolean coded = FieldList.elements(headers, "Content-Encoding").stream()
                .anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
        return !coded && MediaType.of(headers).filter(PayloadForm::isUtf8Text).isPresent();
    }

    private static boolean isUtf8Text(MediaType type) {
        boolean textual = type.name().startsWith("text/")
                || TEXTUAL.contains(type.name())
                || type.name().endsWith("+json")
                || type.name().endsWith("+xml");
        return textual
                && UTF_8.contains(
                        type.parameters().getOrDefault("charset", "utf-8").toLowerCase(Locale.ROOT));
    }
}
