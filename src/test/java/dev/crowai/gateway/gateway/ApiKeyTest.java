package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.Outcomes.assertReached;
import static dev.crowai.gateway.gateway.Outcomes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Identity", tier 3: what an API key stands for at a service. */
class ApiKeyTest {
    private static final String PRODUCTS = "/api/v1/products/list";
    private static final String QNA = "/api/v1/qna/questions";
    private static final String VERIFY = "/api/v1/auth/api-key/verify";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    static Stream<Arguments> carriers() {
        return Stream.of(
                Arguments.of("X-API-Key", "crow_ann"),
                Arguments.of("x-api-key", " crow_ann "),
                Arguments.of("Authorization", "Bearer crow_ann"),
                Arguments.of("Authorization", "bEARER crow_ann"),
                Arguments.of("Authorization", "ApiKey crow_ann"),
                Arguments.of("authorization", "APIKEY  crow_ann"));
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void stands_for_its_user_however_it_comes(String name, String value) {
        assertReached(platform, gateway.get(PRODUCTS, name, value), "ann", Platform.ACME);
        assertThat(platform.theForwarded().headers().has("Authorization")).isFalse();
        assertThat(platform.theForwarded().headers().has("X-API-Key")).isFalse();
    }

    @Test
    void is_verified_once_as_json_with_the_gateways_own_keys() {
        gateway.get(PRODUCTS, "X-API-Key", "crow_\"quote\\");

        Call verification = platform.lookups(VERIFY).getFirst();
        assertThat(verification.method()).isEqualTo(Method.POST);
        assertThat(verification.body().utf8()).contains("{\"key\":\"crow_\\\"quote\\\\\"}");
        assertThat(verification.headers().all("Content-Type")).containsExactly("application/json");
        assertThat(verification.headers().all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
        assertThat(verification.headers().has("X-Service-API-Key")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {PRODUCTS, QNA})
    void that_is_not_valid_is_refused_everywhere(String target) {
        Response response =
                gateway.get(target, "X-API-Key", "crow_revoked", "Authorization", "Bearer " + platform.jwt("ann"));

        assertRefused(platform, response, 401, "API key is invalid or has been revoked");
    }

    @Test
    void that_ends_by_itself_is_not_remembered_beyond_its_end() {
        String end = gateway.clock().instant().plusSeconds(5).toString();
        platform.on(
                VERIFY,
                _ -> Response.json(
                        200,
                        "{\"valid\":true,\"key\":{\"userId\":\"ann\",\"metadata\":null,\"expiresAt\":\"" + end
                                + "\"}}"));
        gateway.get(PRODUCTS, "X-API-Key", "crow_brief");
        gateway.get(PRODUCTS, "X-API-Key", "crow_brief");
        assertThat(platform.lookups(VERIFY)).hasSize(1);

        gateway.advance(Duration.ofSeconds(5));
        platform.on(VERIFY, _ -> Response.json(401, "{\"valid\":false}"));

        assertThat(gateway.get(PRODUCTS, "X-API-Key", "crow_brief").status()).isEqualTo(401);
    }

    @Test
    void without_the_prefix_is_no_key() {
        assertRefused(platform, gateway.get(PRODUCTS, "X-API-Key", "sk_live"), 401, "Authentication required");
        assertThat(platform.lookups(VERIFY)).isEmpty();
    }

    @Test
    void cannot_be_verified_when_the_auth_service_refuses_the_gateway() {
        platform.on(VERIFY, _ -> Response.json(401, "{\"valid\":false,\"error\":\"Unauthorized\"}"));

        assertRefused(
                platform, gateway.get(PRODUCTS, "X-API-Key", "crow_ann"), 503, "core-auth-service is not responding");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {}",
                "200 | {\"valid\":\"yes\"}",
                "200 | {\"valid\":true}",
                "200 | {\"valid\":true,\"key\":\"k\"}",
                "401 | {\"valid\":true,\"key\":{\"userId\":\"ann\"}}",
                "400 | {\"valid\":false,\"error\":\"Missing key\"}",
                "404 | {\"error\":\"Not Found\"}",
                "200 | null",
                "200 | {\"valid\":true,\"key\":{\"userId\":\"a b\"}}",
            })
    void that_is_answered_with_nonsense_is_a_bad_gateway(int status, String body) {
        platform.on(VERIFY, _ -> Response.json(status, body));

        assertRefused(
                platform,
                gateway.get(PRODUCTS, "X-API-Key", "crow_ann"),
                502,
                "core-auth-service gave an unusable response");
    }
}
