package dev.crowai.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.aws.GatewayFunction;
import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.gateway.SettingsException;
import dev.crowai.gateway.route.Environment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The function as the template describes it, against the code that runs in it. */
class FunctionTest {
    /** Every variable of SPEC "Configuration", and the SDK's own that it names. */
    private static final List<String> VARIABLES = List.of(
            "ENVIRONMENT",
            "AUTH_SERVICE_URL",
            "CACHE",
            "AWS_ENDPOINT_URL_DYNAMODB",
            "SECRETS_ID",
            "INTERNAL_GATEWAY_KEY",
            "INTERNAL_GATEWAY_KEY_PREVIOUS",
            "SERVICE_API_KEY_ORG_SERVICE",
            "CRAWLER_SERVICE_SECRET",
            "ORIGIN_VERIFY_SECRET",
            "ORIGIN_VERIFY_SECRET_PREVIOUS",
            "SERVICE_URLS",
            "RATE_LIMIT_MODE",
            "RATE_LIMITS",
            "CACHE_TTLS",
            "JWT_ISSUER",
            "CLIENT_IP_HEADER",
            "ORIGIN_VERIFY",
            "PUBLIC_HOST",
            "LOG_LEVEL");

    @ParameterizedTest
    @ValueSource(strings = {"local", "dev", "prod"})
    void wires_every_variable_that_the_gateway_reads(String environment) {
        assertThat(Stack.of(environment).variables().keySet())
                .containsAll(VARIABLES)
                .hasSize(VARIABLES.size() + 1)
                .contains("JAVA_TOOL_OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "dev", "prod"})
    void gives_the_gateway_settings_that_it_accepts(String environment) throws SettingsException {
        Settings settings = Settings.of(Stack.of(environment).variables());

        assertThat(settings.environment()).hasToString(environment);
    }

    @Test
    void takes_each_setting_from_its_own_parameter() {
        Map<String, String> variables = Stack.with(Map.ofEntries(
                        Map.entry("AuthServiceUrl", "https://auth.example"),
                        Map.entry("ServiceUrls", "{\"qna\":\"https://qna.example\"}"),
                        Map.entry("RateLimitMode", "observe"),
                        Map.entry("RateLimits", "{\"public\":{\"limit\":1,\"window\":2}}"),
                        Map.entry("CacheTtls", "{\"qna\":3}"),
                        Map.entry("JwtIssuer", "https://issuer.example"),
                        Map.entry("ClientIpHeader", "CloudFront-Viewer-Address"),
                        Map.entry("OriginVerify", "all"),
                        Map.entry("PublicHost", "api.example"),
                        Map.entry("LogLevel", "warn"),
                        Map.entry("DynamoDbEndpoint", "http://localhost:4566")))
                .variables();

        assertThat(variables)
                .containsEntry("AUTH_SERVICE_URL", "https://auth.example")
                .containsEntry("SERVICE_URLS", "{\"qna\":\"https://qna.example\"}")
                .containsEntry("RATE_LIMIT_MODE", "observe")
                .containsEntry("RATE_LIMITS", "{\"public\":{\"limit\":1,\"window\":2}}")
                .containsEntry("CACHE_TTLS", "{\"qna\":3}")
                .containsEntry("JWT_ISSUER", "https://issuer.example")
                .containsEntry("CLIENT_IP_HEADER", "CloudFront-Viewer-Address")
                .containsEntry("ORIGIN_VERIFY", "all")
                .containsEntry("PUBLIC_HOST", "api.example")
                .containsEntry("LOG_LEVEL", "warn")
                .containsEntry("AWS_ENDPOINT_URL_DYNAMODB", "http://localhost:4566");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void never_gives_the_sdk_an_empty_endpoint(String environment) {
        assertThat(Stack.of(environment).variables())
                .containsEntry("AWS_ENDPOINT_URL_DYNAMODB", "https://dynamodb.eu-west-1.amazonaws.com");
    }

    @Test
    void offers_every_environment_that_the_gateway_knows() {
        assertThat(Stack.template().at("/Parameters/Environment/AllowedValues"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(List.of(Environment.values()).stream()
                        .map(Environment::toString)
                        .toList());
    }

    @Test
    void names_the_handler_that_exists() {
        assertThat(Stack.of("prod")
                        .properties("GatewayFunction")
                        .path("Handler")
                        .asText())
                .isEqualTo(GatewayFunction.class.getName());
    }

    @Test
    void runs_on_java_25_and_arm_from_a_snapshot_behind_an_alias() {
        JsonNode function = Stack.of("prod").properties("GatewayFunction");

        assertThat(function.path("Runtime").asText()).isEqualTo("java25");
        assertThat(function.at("/Architectures/0").asText()).isEqualTo("arm64");
        assertThat(function.path("Tracing").asText()).isEqualTo("Active");
        assertThat(function.at("/SnapStart/ApplyOn").asText()).isEqualTo("PublishedVersions");
        assertThat(function.path("AutoPublishAlias").asText()).isEqualTo("live");
    }

    @Test
    void publishes_a_version_when_any_setting_that_the_function_sees_changes() {
        JsonNode function = Stack.template().at("/Resources/GatewayFunction/Properties");

        assertThat(function.path("AutoPublishAliasAllProperties").asBoolean()).isTrue();
        assertThat(function.at("/Tracing").findValuesAsText("Ref"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(parametersOf(function));
    }

    /** By name or by a condition. */
    private static Set<String> parametersOf(JsonNode function) {
        Set<String> names = new TreeSet<>();
        for (String property : List.of("Architectures", "Environment", "MemorySize", "Timeout")) {
            names.addAll(function.get(property).findValuesAsText("Ref"));
            for (JsonNode condition : function.get(property).findValues("Fn::If")) {
                names.addAll(Stack.template()
                        .at("/Conditions/" + condition.get(0).asText())
                        .findValuesAsText("Ref"));
            }
        }
        names.removeIf(name -> !Stack.template().get("Parameters").has(name));
        return names;
    }

    @ParameterizedTest
    @CsvSource({"off, 29", "on, 300"})
    void may_run_longer_when_there_is_a_door_for_long_answers(String longAnswers, int seconds) {
        Stack stack = Stack.with(Map.of("LongAnswers", longAnswers));

        assertThat(stack.properties("GatewayFunction").path("Timeout").asInt()).isEqualTo(seconds);
        assertThat(stack.has("LongAnswersUrl")).isEqualTo(longAnswers.equals("on"));
    }

    @Test
    void opens_the_door_for_long_answers_on_the_alias_to_callers_without_aws_credentials() {
        Stack stack = Stack.with(Map.of("LongAnswers", "on"));

        assertThat(stack.properties("LongAnswersUrl")).isEqualTo(ProjectFiles.json("""
                        {"TargetFunctionArn":"<GatewayFunction.Alias>","AuthType":"NONE","InvokeMode":"BUFFERED"}"""));
        assertThat(List.of(
                        stack.properties("LongAnswersUrlPermission")
                                .path("Action")
                                .asText(),
                        stack.properties("LongAnswersInvokePermission")
                                .path("Action")
                                .asText()))
                .containsExactly("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");
    }

    @Test
    void shifts_traffic_slowly_in_prod_and_at_once_in_dev() {
        assertThat(deployment("prod").path("Type").asText()).isEqualTo("Canary10Percent10Minutes");
        assertThat(deployment("dev").path("Type").asText()).isEqualTo("AllAtOnce");
    }

    @Test
    void rolls_back_on_alarms_that_exist() {
        Stack prod = Stack.of("prod");

        assertThat(deployment("prod").path("Alarms"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        prod.properties("FunctionErrorsAlarm").path("AlarmName").asText(),
                        prod.properties("ServerErrorRateAlarm")
                                .path("AlarmName")
                                .asText());
    }

    @Test
    void ends_before_the_api_gives_up() {
        JsonNode function = Stack.of("prod").properties("GatewayFunction");
        int timeoutSeconds = function.path("Timeout").asInt();

        assertThat(timeoutSeconds).isPositive();
        assertThat(timeoutSeconds * 1000)
                .isLessThan(function.at("/Events/EveryRequest/Properties/TimeoutInMillis")
                        .asInt());
    }

    @Test
    void reserves_no_instances_unless_told_to() {
        assertThat(Stack.of("prod").properties("GatewayFunction").has("ReservedConcurrentExecutions"))
                .isFalse();
        assertThat(Stack.with(Map.of("ReservedConcurrency", "7"))
                        .properties("GatewayFunction")
                        .path("ReservedConcurrentExecutions")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void logs_json_into_a_group_of_its_own_that_forgets() {
        Stack prod = Stack.of("prod");
        JsonNode logging = prod.properties("GatewayFunction").path("LoggingConfig");

        assertThat(logging.path("LogFormat").asText()).isEqualTo("JSON");
        assertThat(logging.path("LogGroup").asText()).isEqualTo("<FunctionLogGroup>");
        assertThat(prod.properties("FunctionLogGroup").path("RetentionInDays").asInt())
                .isEqualTo(90);
    }

    @Test
    void lets_lambda_drop_no_line_that_the_gateway_wrote() {
        assertThat(Stack.with(Map.of("LogLevel", "error"))
                        .properties("GatewayFunction")
                        .at("/LoggingConfig/ApplicationLogLevel")
                        .asText())
                .isEqualTo("DEBUG");
    }

    private static JsonNode deployment(String environment) {
        return Stack.of(environment).properties("GatewayFunction").path("DeploymentPreference");
    }
}
