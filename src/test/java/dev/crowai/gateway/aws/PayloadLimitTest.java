package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.payload.FitPayload;
import dev.crowai.gateway.payload.PayloadSize;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.Exchanges;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link FitPayload} lets through, the codec can write, with the fields that are added in between. */
class PayloadLimitTest {
    private static final int ADDED_AROUND = 16_000;

    private final FitPayload fitPayload = new FitPayload();
    private final HttpApiCodec codec = Codecs.codec();

    @ParameterizedTest
    @CsvSource({
        // as text up to the limit, then compressed
        "a, 6200000, text",
        "a, 6274900, text",
        "a, 6275100, gzip",
        // text that escapes make larger than base64
        "\", 3137000, text",
        "\", 3200000, base64",
        "\", 4706000, base64",
        "\", 4720000, gzip",
        // two characters of Java, four bytes of UTF-8, twelve of JSON
        "🐦, 522000, text",
        "🐦, 1176000, base64",
        "🐦, 1180000, gzip"
    })
    void holds_whatever_an_answer_is_made_of(String unit, int count, String form) {
        Response response = Response.json(200, unit.repeat(count));
        Exchange exchange = Exchanges.get("/api/v1/products", "Accept-Encoding", "gzip");

        Response fitted = fitPayload.handle(exchange, _ -> response);
        APIGatewayV2HTTPResponse encoded = codec.encode(fitted.with("X-Added", "a".repeat(ADDED_AROUND)));

        assertThat(encoded.getStatusCode()).isEqualTo(200);
        assertThat(RuntimeJson.bytes(encoded)).hasSizeLessThanOrEqualTo(PayloadSize.LIMIT);
        assertThat(form(encoded)).isEqualTo(form);
    }

    private static String form(APIGatewayV2HTTPResponse encoded) {
        if (encoded.getHeaders().containsKey("Content-Encoding")) {
            return "gzip";
        }
        return encoded.getIsBase64Encoded() ? "base64" : "text";
    }
}
