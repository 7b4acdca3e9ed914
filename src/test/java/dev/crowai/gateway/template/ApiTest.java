package dev.crowai.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The HTTP API in front of the function. */
class ApiTest {
    private static final Map<String, String> DOMAIN = Map.of(
            "DomainName", "api.crowai.dev", "CertificateArn", "arn:aws:acm:eu-west-1:123456789012:certificate/1");

    @Test
    void sends_every_request_to_the_function_in_payload_2() {
        JsonNode event = Stack.of("prod").properties("GatewayFunction").at("/Events/EveryRequest");

        assertThat(event.path("Type").asText()).isEqualTo("HttpApi");
        assertThat(event.at("/Properties/ApiId").asText()).isEqualTo("<HttpApi>");
        assertThat(event.at("/Properties/PayloadFormatVersion").asText()).isEqualTo("2.0");
        assertThat(event.path("Properties").has("Path")).isFalse();
        assertThat(event.path("Properties").has("Method")).isFalse();
    }

    @Test
    void leaves_cors_and_identity_to_the_gateway() {
        JsonNode api = Stack.of("prod").properties("HttpApi");

        assertThat(api.has("CorsConfiguration")).isFalse();
        assertThat(api.has("Auth")).isFalse();
    }

    @Test
    void throttles_as_a_backstop_far_above_the_gateways_own_limits() {
        JsonNode route = Stack.of("prod").properties("HttpApi").path("DefaultRouteSettings");

        assertThat(route.path("ThrottlingRateLimit").asInt()).isGreaterThanOrEqualTo(100);
        assertThat(route.path("ThrottlingBurstLimit").asInt()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void logs_each_request_as_json_without_what_could_hold_a_secret() {
        Stack prod = Stack.of("prod");
        JsonNode log = prod.properties("HttpApi").path("AccessLogSettings");
        JsonNode line = ProjectFiles.json(log.path("Format").asText());

        assertThat(log.path("DestinationArn").asText()).isEqualTo("<AccessLogGroup.Arn>");
        assertThat(line)
                .extracting(JsonNode::asText)
                .contains("$context.requestId", "$context.status")
                .noneMatch(variable -> variable.toLowerCase(Locale.ROOT).contains("path"))
                .noneMatch(variable -> variable.contains("authorizer") || variable.contains("requestOverride"))
                .allMatch(variable -> variable.startsWith("$context."));
        assertThat(prod.properties("AccessLogGroup").path("RetentionInDays").asInt())
                .isPositive();
    }

    @Test
    void answers_on_its_own_address_when_there_is_no_domain() {
        Stack stack = Stack.with(Map.of());

        assertThat(stack.properties("HttpApi").path("DisableExecuteApiEndpoint").asBoolean())
                .isFalse();
        assertThat(stack.has("GatewayDomain")).isFalse();
        assertThat(stack.has("GatewayDomainMapping")).isFalse();
        assertThat(stack.ofType("AWS::Route53::RecordSet")).isEmpty();
    }

    @Test
    void answers_on_the_domain_alone_when_there_is_one() {
        Stack stack = Stack.with(DOMAIN);

        assertThat(stack.properties("HttpApi").path("DisableExecuteApiEndpoint").asBoolean())
                .isTrue();
        assertThat(stack.properties("GatewayDomain").path("DomainName").asText())
                .isEqualTo("api.crowai.dev");
        assertThat(stack.properties("GatewayDomainMapping").path("ApiId").asText())
                .isEqualTo("<HttpApi>");
        assertThat(stack.ofType("AWS::Route53::RecordSet")).isEmpty();
    }

    @Test
    void keeps_the_domains_records_where_a_zone_is_given() {
        Map<String, String> parameters = new HashMap<>(DOMAIN);
        parameters.put("HostedZoneId", "Z123");
        Stack stack = Stack.with(parameters);

        assertThat(stack.ofType("AWS::Route53::RecordSet"))
                .extracting(id -> stack.properties(id).path("Type").asText())
                .containsExactlyInAnyOrder("A", "AAAA");
        assertThat(stack.ofType("AWS::Route53::RecordSet"))
                .allSatisfy(id ->
                        assertThat(stack.properties(id).path("Name").asText()).isEqualTo("api.crowai.dev"));
    }
}
