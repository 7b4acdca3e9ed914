package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.DevVariables.faultsWith;
import static dev.crowai.gateway.gateway.DevVariables.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Configuration": the URLs of the services, and what goes to which. */
class SettingsUrlsTest {
    private static final String FAULT = " must be an http or https URL without a path";
    private static final String ANN = "better-auth.session_token=ann.sig";

    /** Hosts that the gateway asked, by the segment of the path. */
    private static List<String> asked(TestGateway gateway, String segment) {
        return gateway.platform().lookups().stream()
                .map(Call::uri)
                .filter(uri -> uri.getPath().startsWith("/api/v1/" + segment + "/"))
                .map(uri -> uri.getAuthority())
                .distinct()
                .toList();
    }

    private static String forwardedTo(TestGateway gateway, String target) {
        gateway.platform().forgetCalls();
        gateway.get(target, "Cookie", ANN);
        return gateway.platform().theForwarded().uri().getAuthority();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8001,http://localhost:8001",
        "https://auth.crowai.dev,https://auth.crowai.dev",
        "https://auth.crowai.dev/,https://auth.crowai.dev",
        "https://auth.crowai.dev:65535,https://auth.crowai.dev:65535",
        "http://192.0.2.1:1,http://192.0.2.1:1",
        "http://[2001:db8::1]:8001,http://[2001:db8::1]:8001",
        "http://[::1],http://[::1]",
    })
    void are_scheme_host_and_port(String url, String expected) {
        assertThat(with("AUTH_SERVICE_URL", url).authServiceUrl()).hasToString(expected);
        assertThat(with("SERVICE_URLS", "{\"users\":\"" + url + "\"}")
                        .services()
                        .users()
                        .baseUrl())
                .hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth.crowai.dev",
                "//auth.crowai.dev",
                "https:auth.crowai.dev",
                "https://",
                "https:///",
                "https://auth.crowai.dev//",
                "https://auth.crowai.dev/api",
                "https://auth.crowai.dev?",
                "https://auth.crowai.dev?x=1",
                "https://auth.crowai.dev#",
                "https://auth.crowai.dev#x",
                "https://user@auth.crowai.dev",
                "https://user:s3cr3t@auth.crowai.dev",
                "https://auth.crowai.dev:0",
                "https://auth.crowai.dev:65536",
                "https://auth.crowai.dev:99999",
                "https://auth.crowai.dev:99999999999",
                "https://auth.crowai.dev:-1",
                "https://auth.crowai.dev:https",
                "https://auth crowai.dev",
                "https://auth_service",
                "https://[::1",
                "https://::1",
                "ftp://auth.crowai.dev",
                "ws://auth.crowai.dev",
                "file:///etc/passwd",
                "mailto:a@crowai.dev",
                "javascript:alert(1)",
            })
    void of_any_other_kind_are_a_fault_and_not_quoted(String url) {
        assertThat(faultsWith("AUTH_SERVICE_URL", url, "SERVICE_URLS", "{\"users\":\"" + url + "\"}"))
                .containsExactlyInAnyOrder("- AUTH_SERVICE_URL" + FAULT, "- SERVICE_URLS.users" + FAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "8002", "true", "[]", "{}", "[\"http://users.test\"]", "\"\""})
    void of_services_are_texts(String value) {
        assertThat(faultsWith("SERVICE_URLS", "{\"users\":" + value + "}"))
                .containsExactly("- SERVICE_URLS.users" + FAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Users", "core-user-service", "", "webhooks"})
    void of_unknown_segments_are_a_fault(String segment) {
        assertThat(faultsWith("SERVICE_URLS", "{\"" + segment + "\":\"http://a.test\"}"))
                .containsExactly("- SERVICE_URLS names the unknown segment \"" + segment + "\"");
    }

    @Test
    void the_gateway_asks_where_auth_service_url_says_and_forwards_where_the_catalogue_says() {
        TestGateway gateway = new TestGateway().with("AUTH_SERVICE_URL", "http://asked.test:1");

        gateway.get("/api/v1/products/x", "Cookie", ANN);
        assertThat(asked(gateway, "auth")).containsExactly("asked.test:1");
        assertThat(forwardedTo(gateway, "/api/v1/auth/x")).isEqualTo("dev.internal.auth-api.crowai.dev");
        assertThat(forwardedTo(gateway, "/api/v1/better-auth/x")).isEqualTo("dev.internal.auth-api.crowai.dev");
    }

    @Test
    void the_gateway_asks_where_the_row_of_auth_says_unless_auth_service_url_does() {
        TestGateway gateway = new TestGateway().with("SERVICE_URLS", "{\"auth\":\"http://row.test:2\"}");
        gateway.get("/api/v1/products/x", "Cookie", ANN);
        assertThat(asked(gateway, "auth")).containsExactly("row.test:2");

        TestGateway both = new TestGateway()
                .with("SERVICE_URLS", "{\"auth\":\"http://row.test:2\"}")
                .with("AUTH_SERVICE_URL", "http://asked.test:1");
        both.get("/api/v1/products/x", "Cookie", ANN);
        assertThat(asked(both, "auth")).containsExactly("asked.test:1");
        assertThat(forwardedTo(both, "/api/v1/auth/x")).isEqualTo("row.test:2");
    }

    @Test
    void the_row_of_better_auth_is_one_of_its_own() {
        TestGateway gateway = new TestGateway().with("SERVICE_URLS", "{\"better-auth\":\"http://better.test\"}");

        gateway.get("/api/v1/products/x", "Cookie", ANN);
        assertThat(asked(gateway, "auth")).containsExactly("dev.internal.auth-api.crowai.dev");
        assertThat(forwardedTo(gateway, "/api/v1/better-auth/x")).isEqualTo("better.test");
        assertThat(forwardedTo(gateway, "/api/v1/auth/x")).isEqualTo("dev.internal.auth-api.crowai.dev");
    }

    @Test
    void the_gateway_asks_about_organizations_and_users_where_their_rows_say() {
        TestGateway gateway = new TestGateway()
                .with("SERVICE_URLS", "{\"organizations\":\"http://orgs.test\",\"users\":\"http://users.test\"}");

        gateway.get("/api/v1/products/x", "Cookie", ANN);
        gateway.get("/api/v1/products/x", "Cookie", "better-auth.session_token=bob.sig");

        assertThat(asked(gateway, "organizations")).containsExactly("orgs.test");
        assertThat(asked(gateway, "users")).containsExactly("users.test");
        assertThat(forwardedTo(gateway, "/api/v1/users/me")).isEqualTo("users.test");
        assertThat(forwardedTo(gateway, "/api/v1/products/y")).isEqualTo("dev.internal.products.crowai.dev");
    }

    @Test
    void two_segments_of_one_service_can_be_at_two_places() {
        TestGateway gateway = new TestGateway().with("SERVICE_URLS", "{\"products\":\"http://products.test\"}");

        assertThat(forwardedTo(gateway, "/api/v1/products/x")).isEqualTo("products.test");
        assertThat(forwardedTo(gateway, "/api/v1/crawler-jobs/x")).isEqualTo("dev.internal.products.crowai.dev");
    }
}
