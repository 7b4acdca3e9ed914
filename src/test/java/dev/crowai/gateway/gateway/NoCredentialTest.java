package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.Outcomes.assertRefused;
import static dev.crowai.gateway.gateway.Outcomes.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.UpstreamException;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Identity", tier 5: what a request without a credential is at a service. */
class NoCredentialTest {
    private static final String QNA = "/api/v1/qna/questions";
    private static final String GET_SESSION = "/api/v1/auth/get-session";
    private static final String SIGN_IN = "/api/v1/auth/sign-in/anonymous";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        SIGN_IN, (Platform.Answer) _ -> Response.json(429, "{}").with("X-Retry-After", "10")),
                Arguments.of(SIGN_IN, (Platform.Answer) _ -> Response.of(500)),
                Arguments.of(SIGN_IN, (Platform.Answer) _ -> Response.json(200, "{}")),
                Arguments.of(SIGN_IN, (Platform.Answer) _ -> {
                    throw new UpstreamException(FailureKind.TIMEOUT, "as the test wants it");
                }),
                Arguments.of(GET_SESSION, (Platform.Answer) _ -> Response.of(503)),
                Arguments.of(GET_SESSION, (Platform.Answer) _ -> Response.json(200, "null")));
    }

    @Test
    void reaches_no_service_that_needs_a_caller() {
        for (String segment : List.of(
                "users",
                "products",
                "crawler-jobs",
                "organizations",
                "analytics",
                "notifications",
                "patterns",
                "interactions",
                "chat",
                "mcp",
                "billing",
                "ingest")) {
            assertRefused(platform, gateway.get("/api/v1/" + segment + "/x"), 401, "Authentication required");
        }
        assertThat(platform.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {QNA, "/api/v1/cctv/streams"})
    void is_anonymous_on_a_service_that_needs_none(String target) {
        assertThat(gateway.get(target).status()).isEqualTo(200);

        Headers headers = platform.theForwarded().headers();
        assertThat(subject(platform.theForwarded())).isEqualTo("anonymous-1");
        assertThat(headers.has("X-User-Id")).isFalse();
        assertThat(headers.has("X-Organization-Id")).isFalse();
        assertThat(headers.has("Cookie")).isFalse();
    }

    @Test
    void signs_in_anonymously_with_an_empty_json_object() {
        gateway.get(QNA);

        Call signIn = platform.lookups("/api/v1/auth/sign-in/anonymous").getFirst();
        assertThat(signIn.method()).isEqualTo(Method.POST);
        assertThat(signIn.body().utf8()).contains("{}");
        assertThat(signIn.headers().all("Content-Type")).containsExactly("application/json");
        assertThat(signIn.headers().all("X-Forwarded-For")).containsExactly(TestGateway.CLIENT);
        assertThat(signIn.headers().has("Cookie")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goes_on_without_a_session_where_none_can_be_had(String path, Platform.Answer answer) {
        platform.on(path, answer);

        assertThat(gateway.get(QNA).status()).isEqualTo(200);

        Headers headers = platform.theForwarded().headers();
        assertThat(headers.has("Authorization")).isFalse();
        assertThat(headers.has("X-User-Id")).isFalse();
        assertThat(gateway.log())
                .last(InstanceOfAssertFactories.STRING)
                .contains("\"identity\":\"anonymous\"")
                .contains("\"anonymousSession\":\"unavailable\"")
                .contains("\"dependency\":\"core-auth-service\"")
                .contains("\"DependencyFailures\":1");
    }

    @Test
    void waits_once_in_five_seconds_for_an_auth_service_that_gives_no_session() {
        platform.fail(SIGN_IN, FailureKind.TIMEOUT);
        gateway.get(QNA);
        gateway.get(QNA);
        assertThat(platform.lookups(SIGN_IN)).hasSize(1);

        gateway.advance(Duration.ofSeconds(5));
        platform.on(SIGN_IN, _ -> Response.of(500));
        gateway.get(QNA);

        assertThat(platform.lookups(SIGN_IN)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "Cookie, better-auth.session_token=ann.sig, /api/v1/auth/get-session",
        "X-API-Key, crow_ann, /api/v1/auth/api-key/verify",
    })
    void is_not_what_a_caller_becomes_whose_credential_cannot_be_looked_up(String name, String value, String path) {
        platform.on(path, _ -> Response.of(500));

        assertRefused(platform, gateway.get(QNA, name, value), 503, "core-auth-service is not responding");
        assertThat(platform.lookups(SIGN_IN)).isEmpty();
    }
}
