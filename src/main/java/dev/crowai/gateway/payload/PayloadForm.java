package dev.crowai.gateway.payload;

import dev.crowai.gateway.http.FieldList;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.MediaType;
import dev.crowai.gateway.http.Response;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How the body of an answer stands in the function's JSON: as text, or in base64 where that is smaller or the only way
 * to keep its bytes. Whoever must make an answer fit and whoever writes it decide by this one rule.
 *
 * @param body the string as it is written
 * @param base64 whether it is base64
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

    /** The form in which an answer leaves; empty when it is over {@link PayloadSize#LIMIT} in any. */
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
     * Whether an answer fits in some form, with room left.
     *
     * @param reserve bytes that header fields added later may take
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
     * How many of the first bytes of a body would fit beside its fields, with room left.
     *
     * @param reserve bytes that header fields added later may take
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
                : text.filter(found -> PayloadSize.ofAnswer(found) <= budget);
    }

    /** Whether the fields call the body text in UTF-8, which is what the platform makes of a string. */
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
