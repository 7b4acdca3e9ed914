package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.testing.Words;
import dev.crowai.gateway.upstream.UpstreamException;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Forwarding": what a client gets of a response of a service, row by row. */
class ForwardedResponseTest {
    private static final String ANN = "better-auth.session_token=ann.sig";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    @ParameterizedTest
    @Words("""
            Connection Keep-Alive Transfer-Encoding Content-Length Access-Control-Allow-Origin
            Access-Control-Anything Server X-Powered-By X-Internal-Key X-Gateway-Anything X-Service-API-Key
            X-Crawler-Secret X-Organization-Id X-User-Id X-Cache-Anything Set-Cookie Alt-Svc NEL Report-To
            X-Named-By-Connection
            """)
    void drops_from_an_answer(String name) {
        platform.onForward(
                Response.json(200, "{}").withHeaders(Headers.of("Connection", "x-named-by-connection", name, "evil")));

        Response response = gateway.get("/api/v1/analytics/x", "Cookie", ANN);

        assertThat(response.headers().all(name)).doesNotContain("evil");
    }

    @Test
    void passes_on_status_fields_and_bytes_of_an_answer() {
        byte[] body = {0, 1, (byte) 0xff, 0x1f, (byte) 0x8b};
        platform.onForward(new Response(
                418,
                Headers.of("Content-Encoding", "br", "ETag", "\"x\"", "X-Custom", "1", "Link", "a", "Link", "b"),
                Body.of(body)));

        Response response = gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN);

        assertThat(response.status()).isEqualTo(418);
        assertThat(response.body().toByteArray()).isEqualTo(body);
        assertThat(response.headers().all("Link")).containsExactly("a", "b");
        assertThat(response.header("Content-Encoding")).contains("br");
        assertThat(response.header("ETag")).contains("\"x\"");
        assertThat(response.header("X-Custom")).contains("1");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 429, 500, 501, 502, 503, 504})
    void passes_an_errors_status_and_body_through(int status) {
        platform.onForward(Response.json(status, "{\"of\":\"the service\"}"));

        Response response = gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body().utf8()).contains("{\"of\":\"the service\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://dev.internal.analytics.crowai.dev/a?b#c,https://dev.api.crowai.dev/a?b#c",
        "https://elsewhere.example/a,https://elsewhere.example/a",
    })
    void hands_a_redirect_to_the_client_with_the_public_host_in_it(String location, String expected) {
        platform.onForward(Response.of(302).with("Location", location));

        Response response = gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN);

        assertThat(response.status()).isEqualTo(302);
        assertThat(response.header("Location")).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Location|https://IN/a?b|https://OUT/a?b",
                "Link|<https://IN/a?page=2>; rel=\"next\"|<https://OUT/a?page=2>; rel=\"next\"",
                "Refresh|5; url=https://IN/a|5; url=https://OUT/a",
                "X-Other|https://IN/a|https://IN/a",
            })
    void replaces_a_services_internal_host_in_every_field_that_a_client_follows(
            String name, String value, String expected) {
        String inside = "dev.internal.analytics.crowai.dev";
        platform.onForward(Response.json(201, "{}").with(name, value.replace("IN", inside)));

        Response response = gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN);

        assertThat(response.headers().all(name))
                .containsExactly(expected.replace("IN", inside).replace("OUT", TestGateway.HOST));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void gives_no_body_where_there_is_none(int status) {
        platform.onForward(new Response(status, Headers.EMPTY, Body.of("x")));

        assertThat(gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN)
                        .body()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void answers_head_without_a_body() {
        Response response = gateway.send(Method.HEAD, "/api/v1/auth/x", Body.EMPTY);

        assertThat(platform.theForwarded().method()).isEqualTo(Method.HEAD);
        assertThat(response.body().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"UNREACHABLE,503", "TIMEOUT,504", "UNUSABLE,502", "BROKEN_OFF,502"})
    void has_an_answer_for_every_failure_of_a_service(FailureKind kind, int status) {
        platform.onForward(_ -> {
            throw new UpstreamException(kind, "secret detail");
        });

        Response response =
                gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN, "Origin", "https://app.crowai.dev");

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body().utf8().orElse(""))
                .contains("core-analytics-service", "\"requestId\":\"request-1\"")
                .doesNotContain("secret");
        assertThat(response.header("Cache-Control")).contains("no-store");
        assertThat(response.header("Access-Control-Allow-Origin")).contains("https://app.crowai.dev");
        assertThat(response.header("Strict-Transport-Security")).isPresent();
        assertThat(response.headers().has("Retry-After")).isEqualTo(status == 503);
    }
}
