package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.DevVariables.DEV;
import static dev.crowai.gateway.gateway.DevVariables.faults;
import static dev.crowai.gateway.gateway.DevVariables.faultsWith;
import static dev.crowai.gateway.gateway.DevVariables.with;
import static dev.crowai.gateway.gateway.DevVariables.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Services;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Configuration": all faults at once, and each variable that stands by itself. */
class SettingsTest {
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
        assertThat(with("JWT_ISSUER", "https://auth.crowai.dev").jwtIssuer()).contains("https://auth.crowai.dev");
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
        String required =
                "ORIGIN_VERIFY_SECRET is %s, for CLIENT_IP_HEADER and ORIGIN_VERIFY=all mean nothing" + " without it";

        assertThat(faultsWith(name, value))
                .containsExactly("- " + required.formatted("required unless SECRETS_ID is set"));
        FrontProxy proxy = with(name, value, "ORIGIN_VERIFY_SECRET", "front").frontProxy();
        String keys = "{\"INTERNAL_GATEWAY_KEY\":\"a\",\"SERVICE_API_KEY_ORG_SERVICE\":\"b\","
                + "\"CRAWLER_SERVICE_SECRET\":\"c\"}";
        assertThatThrownBy(() -> Settings.platformSecrets(keys, Environment.PROD, proxy))
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
            strings = {"https://api.crowai.dev", "api.crowai.dev/", "a b", "a..b", ".a", "a.", "-a", "a_b", "a:x", "ü"})
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
