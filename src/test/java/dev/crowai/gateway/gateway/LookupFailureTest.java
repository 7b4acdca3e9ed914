package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SPEC "Identity": a lookup that fails is 503 or 502 and names the service, and nothing reaches another. */
class LookupFailureTest {
    private static final String PRODUCTS = "/api/v1/products/list";
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String GET_SESSION = "/api/v1/auth/get-session";
    private static final String VERIFY = "/api/v1/auth/api-key/verify";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private void assertRefused(Response response, int status, String message) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body().utf8().orElse("")).contains("\"message\":\"" + message + "\"");
        assertThat(platform.forwarded()).as("what reached a service").isEmpty();
    }

    static Stream<Arguments> lookups() {
        return Stream.of(
                Arguments.of(GET_SESSION, "core-auth-service", new String[] {"Cookie", ANN}),
                Arguments.of("/api/v1/organizations/by-auth-id/ba-acme", "core-organization-service", new String[] {
                    "Cookie", ANN
                }),
                Arguments.of("/api/v1/users/by-auth-id/bob", "core-user-service", new String[] {
                    "Cookie", "better-auth.session_token=bob.sig"
                }),
                Arguments.of(VERIFY, "core-auth-service", new String[] {"X-API-Key", "crow_ann"}),
                Arguments.of(
                        "/api/v1/users/by-auth-id/ann", "core-user-service", new String[] {"X-API-Key", "crow_ann"}));
    }

    @ParameterizedTest
    @MethodSource("lookups")
    void that_cannot_be_reached_is_named_in_a_503(String path, String service, String[] headers) {
        for (FailureKind kind : List.of(FailureKind.UNREACHABLE, FailureKind.TIMEOUT)) {
            platform.fail(path, kind);
            Response response = gateway.get(PRODUCTS, headers);

            assertRefused(response, 503, service + " is not responding");
            assertThat(response.header("Retry-After")).isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("lookups")
    void that_fails_or_limits_is_named_in_a_503(String path, String service, String[] headers) {
        for (int status : List.of(429, 500, 502, 503, 504)) {
            platform.on(path, _ -> Response.json(status, "null").with("Retry-After", "17"));
            Response response = gateway.get(PRODUCTS, headers);

            assertRefused(response, 503, service + " is not responding");
            assertThat(response.header("Retry-After")).contains("17");
        }
    }

    @ParameterizedTest
    @MethodSource("lookups")
    void that_answers_nonsense_is_named_in_a_502(String path, String service, String[] headers) {
        platform.on(path, _ -> Response.json(200, "<html>not what was asked for</html>"));
        assertRefused(gateway.get(PRODUCTS, headers), 502, service + " gave an unusable answer");

        for (FailureKind kind : new FailureKind[] {FailureKind.UNUSABLE, FailureKind.BROKEN_OFF}) {
            platform.fail(path, kind);
            assertRefused(gateway.get(PRODUCTS, headers), 502, service + " gave an unusable answer");
        }
    }
}
