package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.UpstreamException;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code /docs} and {@code /docs/openapi.json} say of responses is what the gateway returns. */
class DocumentedResponsesTest {
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String ANALYTICS = "/api/v1/analytics";
    private static final Pattern HEADER_ROW =
            Pattern.compile("<tr><th scope=\"row\"><code>([A-Za-z-]+)</code></th><td>");

    private final TestGateway gateway = new TestGateway();

    interface Request {
        Response to(TestGateway gateway);
    }

    private static Request failing(FailureKind kind) {
        return gateway -> {
            gateway.platform().onForward(_ -> {
                throw new UpstreamException(kind, "as the test says");
            });
            return gateway.get(ANALYTICS, "Cookie", ANN);
        };
    }

    private static Request over(String limits, String target) {
        return gateway -> {
            gateway.with("RATE_LIMITS", limits);
            gateway.get(target, "Cookie", ANN);
            return gateway.get(target, "Cookie", ANN);
        };
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                error(400, gateway -> gateway.get("/api/v1/analytics/../users")),
                error(401, gateway -> gateway.get(ANALYTICS)),
                error(403, gateway -> gateway.get("/api/v1/organizations", "Cookie", ANN)),
                error(404, gateway -> gateway.get("/api/v1/nothing")),
                error(405, gateway -> gateway.post("/health", "")),
                error(429, over("{\"caller\":{\"limit\":1,\"window\":60}}", ANALYTICS)),
                error(500, gateway -> {
                    gateway.platform().onForward(_ -> {
                        throw new IllegalStateException("a bug");
                    });
                    return gateway.get(ANALYTICS, "Cookie", ANN);
                }),
                error(502, failing(FailureKind.UNUSABLE)),
                error(503, failing(FailureKind.UNREACHABLE)),
                error(504, failing(FailureKind.TIMEOUT)));
    }

    private static Arguments error(int status, Request request) {
        return Arguments.of(status, request);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void an_example_of_an_error_is_what_the_gateway_returns(int status, Request request) throws IOException {
        Response returned = request.to(gateway);
        JsonNode example = examples().path(Integer.toString(status)).path("value");

        assertThat(returned.status()).isEqualTo(status);
        JsonNode body = new JsonMapper().readTree(returned.body().toByteArray());
        assertThat(body.path("error")).isEqualTo(example.path("error"));
        assertThat(body.path("message")).isEqualTo(example.path("message"));
        assertThat(body.fieldNames()).toIterable().containsExactly("error", "message", "requestId");
    }

    private static JsonNode examples() throws IOException {
        Response document = new TestGateway().get("/docs/openapi.json");
        return new JsonMapper()
                .readTree(document.body().toByteArray())
                .at("/components/responses/Problem/content/application~1json/examples");
    }

    @Test
    void the_page_explains_every_header_that_the_gateway_adds() {
        String origin = "https://dev.app.crowai.dev";
        List<Response> responses = List.of(
                gateway.get(ANALYTICS, "Cookie", ANN, "Origin", origin),
                gateway.get(ANALYTICS, "Cookie", ANN, "Origin", origin),
                gateway.get("/health", "Origin", origin),
                gateway.get(ANALYTICS, "Origin", origin),
                gateway.post("/health", "", "Origin", origin),
                over("{\"public\":{\"limit\":1,\"window\":60}}", "/health").to(new TestGateway()));

        List<String> explained = explained();

        assertThat(responses).extracting(Response::status).containsExactly(200, 200, 200, 401, 405, 429);
        assertThat(responses.get(1).header("X-Cache")).contains("HIT");
        for (Response response : responses) {
            assertThat(response.headers().fields())
                    .extracting(Headers.Field::name)
                    .filteredOn(name -> !name.equalsIgnoreCase("Content-Type"))
                    .allSatisfy(name -> assertThat(explained).contains(name.toLowerCase(Locale.ROOT)));
        }
    }

    private List<String> explained() {
        String page = new TestGateway().get("/docs").body().utf8().orElseThrow();
        List<String> names = new ArrayList<>();
        int table = page.indexOf("Response headers that the gateway adds");
        Matcher rows = HEADER_ROW.matcher(page.substring(table, page.indexOf("</table>", table)));
        while (rows.find()) {
            names.add(rows.group(1).toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
