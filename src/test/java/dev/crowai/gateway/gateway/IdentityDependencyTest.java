package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.Outcomes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** SPEC "Identity": a lookup that fails is 503 or 502 and names the service, and nothing reaches another. */
class IdentityDependencyTest {
    private static final String PRODUCTS = "/api/v1/products/list";

    /** A path that is asked, whose it is, and the credential of a caller for whom it is asked. */
    record Lookup(String path, String service, String name, String value) {
        @Override
        public String toString() {
            return path;
        }
    }

    private static Lookup of(String path, String service, String session) {
        return new Lookup("/api/v1/" + path, service, "Cookie", "better-auth.session_token=" + session);
    }

    static final List<Lookup> LOOKUPS = List.of(
            of("auth/get-session", "core-auth-service", "ann.sig"),
            of("auth/organization/get-active-member", "core-auth-service", "ann.sig"),
            of("auth/organization/list", "core-auth-service", "bob.sig"),
            of("organizations/by-auth-id/ba-acme", "core-organization-service", "ann.sig"),
            of("users/by-auth-id/bob", "core-user-service", "bob.sig"),
            new Lookup("/api/v1/auth/api-key/verify", "core-auth-service", "X-API-Key", "crow_ann"),
            new Lookup("/api/v1/users/by-auth-id/ann", "core-user-service", "X-API-Key", "crow_ann"));

    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private Response ask(Lookup lookup) {
        return gateway.get(PRODUCTS, lookup.name(), lookup.value());
    }

    @ParameterizedTest
    @FieldSource("LOOKUPS")
    void that_cannot_be_reached_is_named_in_a_503(Lookup lookup) {
        for (FailureKind kind : List.of(FailureKind.UNREACHABLE, FailureKind.TIMEOUT)) {
            platform.fail(lookup.path(), kind);
            Response response = ask(lookup);

            assertRefused(platform, response, 503, lookup.service() + " is not responding");
            assertThat(response.header("Retry-After")).isPresent();
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKUPS")
    void that_fails_or_limits_is_named_in_a_503(Lookup lookup) {
        for (int status : List.of(429, 500, 502, 503, 504)) {
            platform.on(lookup.path(), _ -> Response.json(status, "null").with("Retry-After", "17"));
            Response response = ask(lookup);

            assertRefused(platform, response, 503, lookup.service() + " is not responding");
            assertThat(response.header("Retry-After")).contains("17");
        }
    }

    @ParameterizedTest
    @FieldSource("LOOKUPS")
    void that_answers_nonsense_is_named_in_a_502(Lookup lookup) {
        platform.on(lookup.path(), _ -> Response.json(200, "<html>not what was asked for</html>"));
        assertRefused(platform, ask(lookup), 502, lookup.service() + " gave an unusable response");

        for (FailureKind kind : List.of(FailureKind.UNUSABLE, FailureKind.BROKEN_OFF)) {
            platform.fail(lookup.path(), kind);
            assertRefused(platform, ask(lookup), 502, lookup.service() + " gave an unusable response");
        }
    }
}
