package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crowai.gateway.identity.OriginSecrets;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.upstream.Call;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Configuration", row by row. */
class SettingsTest {
    private static final String INTERNAL = "internal-value-1";
    private static final String SERVICE = "service-value-2";
    private static final String CRAWLER = "crawler-value-3";

    private static final Map<String, String> DEV = Map.of(
            "ENVIRONMENT", "dev",
            "CACHE", "crow-gateway",
            "INTERNAL_GATEWAY_KEY", INTERNAL,
            "SERVICE_API_KEY_ORG_SERVICE", SERVICE,
            "CRAWLER_SERVICE_SECRET", CRAWLER);

    static final List<String> OPTIONAL = List.of(
            "AUTH_SERVICE_URL",
            "SECRETS_ID",
            "INTERNAL_GATEWAY_KEY_PREVIOUS",
            "SERVICE_URLS",
            "RATE_LIMIT_MODE",
            "RATE_LIMITS",
            "CACHE_TTLS",
            "JWT_ISSUER",
            "CLIENT_IP_HEADER",
            "ORIGIN_VERIFY",
            "ORIGIN_VERIFY_SECRET",
            "ORIGIN_VERIFY_SECRET_PREVIOUS",
            "PUBLIC_HOST",
            "LOG_LEVEL");

    private static Map<String, String> devWith(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>(DEV);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return variables;
    }

    private static Settings with(String... namesAndValues) {
        return Settings.of(devWith(namesAndValues));
    }

    private static Map<String, String> without(String... names) {
        Map<String, String> variables = new HashMap<>(DEV);
        List.of(names).forEach(variables::remove);
        return variables;
    }

    /** What is wrong, a line each. */
    private static List<String> faults(Map<String, String> variables) {
        SettingsException complaint = catchThrowableOfType(SettingsException.class, () -> Settings.of(variables));
        assertThat(complaint).as("settings that are wrong").isNotNull();
        List<String> lines = String.valueOf(complaint.getMessage()).lines().toList();
        assertThat(lines.getFirst()).isEqualTo("The gateway cannot start:");
        return lines.stream().skip(1).toList();
    }

    private static List<String> faultsWith(String... namesAndValues) {
        return faults(devWith(namesAndValues));
    }

    @Nested
    class Together {

        @Test
        void nothing_set_names_all_that_is_required_everywhere() {
            assertThat(faults(Map.of()))
                    .containsExactly(
                            "- ENVIRONMENT is required",
                            "- CACHE is required",
                            "- INTERNAL_GATEWAY_KEY is required unless SECRETS_ID is set");
        }

        @Test
        void every_fault_stands_in_one_message() {
            assertThat(faults(Map.ofEntries(
                            Map.entry("ENVIRONMENT", "staging"),
                            Map.entry("INTERNAL_GATEWAY_KEY", "two words"),
                            Map.entry("INTERNAL_GATEWAY_KEY_PREVIOUS", "ümlaut"),
                            Map.entry("SERVICE_API_KEY_ORG_SERVICE", "a\tb"),
                            Map.entry("CRAWLER_SERVICE_SECRET", "REPLACE_ME"),
                            Map.entry("AUTH_SERVICE_URL", "ftp://auth.test"),
                            Map.entry("SERVICE_URLS", "{\"nowhere\":\"http://a.test\",\"users\":\"users.test\"}"),
                            Map.entry("RATE_LIMIT_MODE", "on"),
                            Map.entry("RATE_LIMITS", "{\"fast\":{},\"public\":{\"limit\":0,\"window\":60}}"),
                            Map.entry("CACHE_TTLS", "[]"),
                            Map.entry("CLIENT_IP_HEADER", "x y"),
                            Map.entry("ORIGIN_VERIFY", "all"),
                            Map.entry("ORIGIN_VERIFY_SECRET_PREVIOUS", "two words"),
                            Map.entry("PUBLIC_HOST", "https://api.crowai.dev"),
                            Map.entry("LOG_LEVEL", "verbose"))))
                    .containsExactlyInAnyOrder(
                            "- ENVIRONMENT must be local, dev or prod",
                            "- CACHE is required",
                            "- INTERNAL_GATEWAY_KEY must be printable ASCII without spaces",
                            "- INTERNAL_GATEWAY_KEY_PREVIOUS must be printable ASCII without spaces",
                            "- SERVICE_API_KEY_ORG_SERVICE must be printable ASCII without spaces",
                            "- CRAWLER_SERVICE_SECRET is still the placeholder REPLACE_ME",
                            "- AUTH_SERVICE_URL must be an http or https URL without a path",
                            "- SERVICE_URLS names the unknown segment \"nowhere\"",
                            "- SERVICE_URLS.users must be an http or https URL without a path",
                            "- RATE_LIMIT_MODE must be enforce, observe or off",
                            "- RATE_LIMITS names the unknown policy \"fast\"",
                            "- RATE_LIMITS.public.limit must be an integer from 1 to 1000000",
                            "- CACHE_TTLS must be a JSON object",
                            "- CLIENT_IP_HEADER must be a field name",
                            "- ORIGIN_VERIFY_SECRET is required unless SECRETS_ID is set, for CLIENT_IP_HEADER and"
                                    + " ORIGIN_VERIFY=all mean nothing without it",
                            "- ORIGIN_VERIFY_SECRET_PREVIOUS must be printable ASCII without spaces",
                            "- PUBLIC_HOST must be a host name, with a port if need be",
                            "- LOG_LEVEL must be debug, info, warn or error");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t\n"})
        void an_empty_variable_is_an_unset_one(String empty) {
            Map<String, String> variables = new HashMap<>(DEV);
            OPTIONAL.forEach(name -> variables.put(name, empty));

            assertThat(Settings.of(variables)).usingRecursiveComparison().isEqualTo(Settings.of(DEV));
            assertThat(faultsWith("ENVIRONMENT", empty, "CACHE", empty, "INTERNAL_GATEWAY_KEY", empty))
                    .hasSize(3)
                    .allMatch(fault -> fault.contains(" is required"));
        }

        @Test
        void space_around_a_value_is_none_of_it() {
            Settings settings = with(
                    "ENVIRONMENT", " prod ",
                    "CACHE", "\ttable\n",
                    "AUTH_SERVICE_URL", " http://auth.test ",
                    "RATE_LIMIT_MODE", "off ",
                    "JWT_ISSUER", " issuer ",
                    "LOG_LEVEL", " warn");

            assertThat(settings.environment()).isEqualTo(Environment.PROD);
            assertThat(settings.table()).isEqualTo("table");
            assertThat(settings.authServiceUrl()).hasToString("http://auth.test");
            assertThat(settings.limits().mode()).isEqualTo(RateLimitMode.OFF);
            assertThat(settings.jwtIssuer()).contains("issuer");
            assertThat(settings.logLevel()).isEqualTo(LogLevel.WARN);
        }

        @Test
        void a_variable_of_the_platform_is_none_of_the_gateways() {
            assertThat(with("AWS_REGION", "eu-west-1", "PATH", "/bin"))
                    .usingRecursiveComparison()
                    .isEqualTo(Settings.of(DEV));
        }
    }

    @Nested
    class EnvironmentAndTable {

        @ParameterizedTest
        @CsvSource({"local,LOCAL", "dev,DEV", "prod,PROD"})
        void the_environment_picks_the_catalogue(String text, Environment environment) {
            Settings settings = with("ENVIRONMENT", text);

            assertThat(settings.environment()).isEqualTo(environment);
            assertThat(settings.services().users())
                    .isEqualTo(Services.of(environment, Map.of(), Map.of()).users());
        }

        @ParameterizedTest
        @ValueSource(strings = {"DEV", "Prod", "production", "test", "dev,prod"})
        void any_other_environment_is_a_fault(String text) {
            assertThat(faultsWith("ENVIRONMENT", text)).containsExactly("- ENVIRONMENT must be local, dev or prod");
        }

        @Test
        void the_table_is_required() {
            assertThat(faults(without("CACHE"))).containsExactly("- CACHE is required");
        }
    }

    @Nested
    class Secrets {
        static final List<String> NAMES = List.of(
                "INTERNAL_GATEWAY_KEY",
                "INTERNAL_GATEWAY_KEY_PREVIOUS",
                "SERVICE_API_KEY_ORG_SERVICE",
                "CRAWLER_SERVICE_SECRET",
                "ORIGIN_VERIFY_SECRET",
                "ORIGIN_VERIFY_SECRET_PREVIOUS");

        private static PlatformSecrets of(Settings settings) {
            return ((SecretsSource.FromVariables) settings.secrets()).secrets();
        }

        @Test
        void are_plain_variables() {
            assertThat(of(with("INTERNAL_GATEWAY_KEY_PREVIOUS", "before")))
                    .isEqualTo(new PlatformSecrets(
                            Secret.of(INTERNAL),
                            Optional.of(Secret.of("before")),
                            Optional.of(Secret.of(SERVICE)),
                            Optional.of(Secret.of(CRAWLER))));
        }

        @ParameterizedTest
        @ValueSource(strings = {"dev", "prod"})
        void are_all_required_in_a_deployment(String environment) {
            assertThat(faults(Map.of("ENVIRONMENT", environment, "CACHE", "table")))
                    .containsExactly(
                            "- INTERNAL_GATEWAY_KEY is required unless SECRETS_ID is set",
                            "- SERVICE_API_KEY_ORG_SERVICE is required unless SECRETS_ID is set",
                            "- CRAWLER_SERVICE_SECRET is required unless SECRETS_ID is set");
        }

        @Test
        void are_one_on_a_laptop() {
            assertThat(of(Settings.of(
                            Map.of("ENVIRONMENT", "local", "CACHE", "table", "INTERNAL_GATEWAY_KEY", INTERNAL))))
                    .isEqualTo(new PlatformSecrets(
                            Secret.of(INTERNAL), Optional.empty(), Optional.empty(), Optional.empty()));
        }

        @Test
        void may_stand_in_secrets_manager_instead() {
            assertThat(Settings.of(Map.of("ENVIRONMENT", "prod", "CACHE", "table", "SECRETS_ID", "crow/prod"))
                            .secrets())
                    .isEqualTo(new SecretsSource.FromSecretsManager("crow/prod"));
        }

        @ParameterizedTest
        @FieldSource("NAMES")
        void are_no_placeholder(String name) {
            assertThat(faultsWith(name, "REPLACE_ME"))
                    .containsExactly("- " + name + " is still the placeholder REPLACE_ME");
        }

        @ParameterizedTest
        @FieldSource("NAMES")
        void are_never_quoted(String name) {
            for (String malformed : List.of("s3cr3t value", "s3cr3t\u00e9", "s3cr3t\r\nX-Evil: 1", "s3cr3t\0")) {
                assertThatThrownBy(() -> with(name, malformed, "LOG_LEVEL", "wrong too"))
                        .hasMessageContaining(name + " must be printable ASCII without spaces")
                        .hasMessageNotContainingAny("s3cr3t", INTERNAL, SERVICE, CRAWLER)
                        .hasNoCause();
            }
        }

        @Test
        void are_not_shown_with_the_settings() {
            assertThat(with().toString()).doesNotContain(INTERNAL, SERVICE, CRAWLER);
        }
    }

    @Nested
    class OneSecret {
        private static final String WHOLE =
                "{\"INTERNAL_GATEWAY_KEY\":\"a\",\"SERVICE_API_KEY_ORG_SERVICE\":\"b\",\"CRAWLER_SERVICE_SECRET\":\"c\"}";

        @Test
        void holds_the_keys_by_the_names_of_the_variables() {
            assertThat(Settings.platformSecrets(WHOLE, Environment.PROD))
                    .isEqualTo(new PlatformSecrets(
                            Secret.of("a"),
                            Optional.empty(),
                            Optional.of(Secret.of("b")),
                            Optional.of(Secret.of("c"))));
        }

        @Test
        void holds_what_the_proxy_in_front_sends() {
            String text =
                    WHOLE.replace("{", "{\"ORIGIN_VERIFY_SECRET\":\"new\",\"ORIGIN_VERIFY_SECRET_PREVIOUS\":\"old\",");

            assertThat(Settings.platformSecrets(text, Environment.PROD).origin())
                    .isEqualTo(new OriginSecrets(Optional.of(Secret.of("new")), Optional.of(Secret.of("old"))));
        }

        @Test
        void may_hold_more() {
            assertThat(Settings.platformSecrets(
                            WHOLE.replace("{", "{\"rotatedAt\":5,\"by\":null,\"more\":{},"), Environment.PROD))
                    .isEqualTo(Settings.platformSecrets(WHOLE, Environment.PROD));
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "5", "true", "[\"s3cr3t\"]", "{\"value\":\"s3cr3t\"}"})
        void holds_texts_alone(String value) {
            for (String name : Secrets.NAMES) {
                assertThatThrownBy(
                                () -> Settings.platformSecrets("{\"%s\":%s}".formatted(name, value), Environment.PROD))
                        .isInstanceOf(SettingsException.class)
                        .hasMessage("The gateway cannot start:\n- " + name
                                + " must be a string in the secret that SECRETS_ID names");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "null",
                    "5",
                    "[]",
                    "\"s3cr3t\"",
                    "s3cr3t",
                    "{\"INTERNAL_GATEWAY_KEY\":\"s3cr3t\"",
                    "{\"INTERNAL_GATEWAY_KEY\":\"s3cr3t\"}}",
                    "{\"INTERNAL_GATEWAY_KEY\":\"s3cr3t\",\"INTERNAL_GATEWAY_KEY\":\"other\"}",
                })
        void is_a_json_object(String text) {
            assertThatThrownBy(() -> Settings.platformSecrets(text, Environment.PROD))
                    .isInstanceOf(SettingsException.class)
                    .hasMessage("The gateway cannot start:\n- the secret that SECRETS_ID names must be a JSON object")
                    .hasNoCause();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "{}", "{\"INTERNAL_GATEWAY_KEY\":\" \"}"})
        void that_is_empty_lacks_every_key(String text) {
            assertThatThrownBy(() -> Settings.platformSecrets(text, Environment.PROD))
                    .hasMessageContainingAll(
                            "- INTERNAL_GATEWAY_KEY is missing in the secret that SECRETS_ID names",
                            "- SERVICE_API_KEY_ORG_SERVICE is missing in the secret that SECRETS_ID names",
                            "- CRAWLER_SERVICE_SECRET is missing in the secret that SECRETS_ID names");
        }

        @Test
        void still_with_the_placeholders_of_the_template_is_refused() {
            assertThatThrownBy(() -> Settings.platformSecrets(
                            "{\"INTERNAL_GATEWAY_KEY\":\"REPLACE_ME\",\"SERVICE_API_KEY_ORG_SERVICE\":\"REPLACE_ME\","
                                    + "\"CRAWLER_SERVICE_SECRET\":\"REPLACE_ME\"}",
                            Environment.DEV))
                    .hasMessageContainingAll(
                            "- INTERNAL_GATEWAY_KEY is still the placeholder",
                            "- SERVICE_API_KEY_ORG_SERVICE is still the placeholder",
                            "- CRAWLER_SERVICE_SECRET is still the placeholder");
        }
    }

    @Nested
    class Urls {
        private static final String FAULT = " must be an http or https URL without a path";

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
    }

    @Nested
    class AskingAndForwarding {
        private static final String ANN = "better-auth.session_token=ann.sig";

        /** Hosts that the gateway asked, by the segment of the path. */
        private static List<String> asked(TestGateway gateway, String segment) {
            return gateway.platform().calls().stream()
                    .filter(call -> !call.headers().has("X-Gateway-Service"))
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

    @Nested
    class Json {
        static Stream<String> variables() {
            return Stream.of("SERVICE_URLS", "RATE_LIMITS", "CACHE_TTLS");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{",
                    "{}}",
                    "{} {}",
                    "{} x",
                    "{'users':1}",
                    "{users:1}",
                    "{\"users\":1,}",
                    "{\"users\":1,\"users\":1}",
                    "// none\n{}",
                    "[]",
                    "[{}]",
                    "null",
                    "1",
                    "\"{}\"",
                    "users=1",
                })
        void is_one_well_formed_object(String text) {
            assertThat(variables())
                    .allSatisfy(name ->
                            assertThat(faultsWith(name, text)).containsExactly("- " + name + " must be a JSON object"));
        }

        @Test
        void of_any_depth_or_length_is_a_fault_and_no_crash() {
            assertThat(faultsWith("SERVICE_URLS", "{\"users\":".repeat(100_000)))
                    .containsExactly("- SERVICE_URLS must be a JSON object");
            assertThat(faultsWith("CACHE_TTLS", "{\"users\":" + "9".repeat(100_000) + "}"))
                    .containsExactly("- CACHE_TTLS must be a JSON object");
        }

        @Test
        void without_members_changes_nothing() {
            assertThat(with("SERVICE_URLS", "{}", "RATE_LIMITS", " {} ", "CACHE_TTLS", "{}"))
                    .usingRecursiveComparison()
                    .isEqualTo(Settings.of(DEV));
        }
    }

    @Nested
    class Numbers {
        private static final String TTL = "- CACHE_TTLS.users must be an integer from 0 to 86400";
        private static final String LIMIT = "- RATE_LIMITS.standard.limit must be an integer from 1 to 1000000";
        private static final String WINDOW = "- RATE_LIMITS.standard.window must be an integer from 1 to 86400";

        private static String quota(String limit, String window) {
            return "{\"standard\":{\"limit\":" + limit + ",\"window\":" + window + "}}";
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-1",
                    "1.5",
                    "60.0",
                    "6e1",
                    "1e400",
                    "\"60\"",
                    "true",
                    "null",
                    "[60]",
                    "{}",
                    "1000001",
                    "2147483648",
                    "4294967297",
                    "99999999999999999999",
                })
        void are_whole_and_not_beyond_their_bounds(String number) {
            assertThat(faultsWith("CACHE_TTLS", "{\"users\":" + number + "}")).containsExactly(TTL);
            assertThat(faultsWith("RATE_LIMITS", quota(number, number))).containsExactly(LIMIT, WINDOW);
        }

        @Test
        void are_positive_in_a_limit_and_zero_where_only_explicit_lifetimes_count() {
            assertThat(faultsWith("RATE_LIMITS", quota("0", "0"))).containsExactly(LIMIT, WINDOW);
            assertThat(with("CACHE_TTLS", "{\"users\":0}").services().users().caching())
                    .isEqualTo(new Service.Caching.ExplicitOnly());
        }

        @Test
        void are_good_up_to_their_bounds() {
            assertThat(with("RATE_LIMITS", quota("1000000", "86400")).limits().quota(Policy.STANDARD))
                    .isEqualTo(new Quota(1_000_000, 86_400));
            assertThat(with("RATE_LIMITS", quota("1", "1")).limits().quota(Policy.STANDARD))
                    .isEqualTo(new Quota(1, 1));
            assertThat(with("CACHE_TTLS", "{\"users\":86400}")
                            .services()
                            .users()
                            .caching())
                    .isEqualTo(new Service.Caching.Default(86_400));
            assertThat(faultsWith("CACHE_TTLS", "{\"users\":86401}")).containsExactly(TTL);
            assertThat(faultsWith("RATE_LIMITS", quota("1", "86401"))).containsExactly(WINDOW);
        }

        @Test
        void come_in_pairs() {
            assertThat(faultsWith("RATE_LIMITS", "{\"standard\":{\"limit\":5}}"))
                    .containsExactly(WINDOW);
            assertThat(faultsWith("RATE_LIMITS", "{\"standard\":{\"window\":5}}"))
                    .containsExactly(LIMIT);
            assertThat(faultsWith("RATE_LIMITS", "{\"standard\":5}")).containsExactly(LIMIT, WINDOW);
        }

        @Test
        void change_what_they_name_alone() {
            Settings settings = with("RATE_LIMITS", quota("7", "9"), "CACHE_TTLS", "{\"users\":60}");

            assertThat(settings.limits())
                    .isEqualTo(new Limits(RateLimitMode.ENFORCE, Map.of(Policy.STANDARD, new Quota(7, 9))));
            assertThat(settings.services().all())
                    .filteredOn(service -> service.caching().equals(new Service.Caching.Default(60)))
                    .extracting(Service::segment)
                    .containsExactly("users");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Standard", "authentication_read", "", "api"})
        void of_unknown_policies_are_a_fault(String policy) {
            assertThat(faultsWith("RATE_LIMITS", "{\"" + policy + "\":{\"limit\":1,\"window\":1}}"))
                    .containsExactly("- RATE_LIMITS names the unknown policy \"" + policy + "\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Users", "core-user-service", ""})
        void of_unknown_segments_are_a_fault(String segment) {
            assertThat(faultsWith("CACHE_TTLS", "{\"" + segment + "\":1}"))
                    .containsExactly("- CACHE_TTLS names the unknown segment \"" + segment + "\"");
        }
    }

    @Nested
    class TheRest {

        @ParameterizedTest
        @CsvSource({"enforce,ENFORCE", "observe,OBSERVE", "off,OFF"})
        void the_mode_of_the_limits_is_one_of_three(String text, RateLimitMode mode) {
            assertThat(with("RATE_LIMIT_MODE", text).limits().mode()).isEqualTo(mode);
        }

        @Test
        void limits_are_enforced_at_their_own_budgets_unless_said_otherwise() {
            assertThat(with().limits()).isEqualTo(Limits.standard());
        }

        @Test
        void the_issuer_of_jwts_is_any_unless_said_otherwise() {
            assertThat(with().jwtIssuer()).isEmpty();
            assertThat(with("JWT_ISSUER", "https://auth.crowai.dev").jwtIssuer())
                    .contains("https://auth.crowai.dev");
        }

        @Test
        void no_proxy_stands_in_front_unless_said_otherwise() {
            assertThat(with().frontProxy()).isEqualTo(FrontProxy.NONE);
            assertThat(with("ORIGIN_VERIFY", "url").frontProxy()).isEqualTo(FrontProxy.NONE);
            assertThat(with(
                                    "CLIENT_IP_HEADER",
                                    "CloudFront-Viewer-Address",
                                    "ORIGIN_VERIFY",
                                    "all",
                                    "ORIGIN_VERIFY_SECRET",
                                    "front",
                                    "PUBLIC_HOST",
                                    "api.crowai.dev")
                            .frontProxy())
                    .isEqualTo(new FrontProxy(
                            FrontProxy.Verify.ALL,
                            Optional.of("CloudFront-Viewer-Address"),
                            Optional.of("api.crowai.dev")));
        }

        @ParameterizedTest
        @CsvSource({"CLIENT_IP_HEADER, CloudFront-Viewer-Address", "ORIGIN_VERIFY, all"})
        void what_trusts_the_proxy_needs_its_secret(String name, String value) {
            String required = "ORIGIN_VERIFY_SECRET is %s, for CLIENT_IP_HEADER and ORIGIN_VERIFY=all mean nothing"
                    + " without it";

            assertThat(faultsWith(name, value))
                    .containsExactly("- " + required.formatted("required unless SECRETS_ID is set"));
            FrontProxy proxy =
                    with(name, value, "ORIGIN_VERIFY_SECRET", "front").frontProxy();
            assertThatThrownBy(() -> Settings.platformSecrets(OneSecret.WHOLE, Environment.PROD, proxy))
                    .hasMessage("The gateway cannot start:\n- "
                            + required.formatted("missing in the secret that SECRETS_ID names"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"on", "ALL", "none", "url,all"})
        void there_is_no_other_way_to_verify_the_origin(String text) {
            assertThat(faultsWith("ORIGIN_VERIFY", text)).containsExactly("- ORIGIN_VERIFY must be url or all");
        }

        @ParameterizedTest
        @ValueSource(strings = {"api.crowai.dev", "localhost:8000", "a", "1.2.3.4", "xn--bcher-kva.example"})
        void the_public_host_is_a_host(String host) {
            assertThat(with("PUBLIC_HOST", host).frontProxy().publicHost()).contains(host);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://api.crowai.dev",
                    "api.crowai.dev/",
                    "a b",
                    "a..b",
                    ".a",
                    "a.",
                    "-a",
                    "a_b",
                    "a:x",
                    "ü"
                })
        void the_public_host_is_nothing_else(String host) {
            assertThat(faultsWith("PUBLIC_HOST", host))
                    .containsExactly("- PUBLIC_HOST must be a host name, with a port if need be");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a b", "a:", "X-Real-IP, X-Other", "x\ty", "(x)", "ü", "x\r\ny"})
        void the_header_of_the_clients_address_is_a_field_name(String name) {
            assertThat(faultsWith("CLIENT_IP_HEADER", name)).containsExactly("- CLIENT_IP_HEADER must be a field name");
        }

        @ParameterizedTest
        @CsvSource({"debug,DEBUG", "info,INFO", "warn,WARN", "error,ERROR"})
        void the_log_has_four_levels(String text, LogLevel level) {
            assertThat(with("LOG_LEVEL", text).logLevel()).isEqualTo(level);
        }

        @Test
        void the_log_is_at_info_unless_said_otherwise() {
            assertThat(with().logLevel()).isEqualTo(LogLevel.INFO);
        }

        @ParameterizedTest
        @ValueSource(strings = {"trace", "warning", "off", "0"})
        void the_log_has_no_other_level(String text) {
            assertThat(faultsWith("LOG_LEVEL", text)).containsExactly("- LOG_LEVEL must be debug, info, warn or error");
        }
    }
}
