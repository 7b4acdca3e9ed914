package dev.crowai.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The secret, and that nothing else holds one. */
class SecretsTest {
    private static final List<String> PLAIN = List.of(
            "INTERNAL_GATEWAY_KEY",
            "INTERNAL_GATEWAY_KEY_PREVIOUS",
            "SERVICE_API_KEY_ORG_SERVICE",
            "CRAWLER_SERVICE_SECRET",
            "ORIGIN_VERIFY_SECRET",
            "ORIGIN_VERIFY_SECRET_PREVIOUS");

    @Test
    void begins_with_placeholders_that_no_deployment_may_change() {
        String text = Stack.of("prod")
                .properties("GatewaySecrets")
                .path("SecretString")
                .asText();

        assertThat(text)
                .as("CloudFormation writes a changed text over the real keys")
                .isEqualTo("{\"INTERNAL_GATEWAY_KEY\":\"REPLACE_ME\",\"SERVICE_API_KEY_ORG_SERVICE\":\"REPLACE_ME\","
                        + "\"CRAWLER_SERVICE_SECRET\":\"REPLACE_ME\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void is_the_only_way_in_which_a_deployed_gateway_gets_its_keys(String environment) {
        Map<String, String> variables = Stack.of(environment).variables();

        assertThat(variables).containsEntry("SECRETS_ID", "<GatewaySecrets>");
        assertThat(PLAIN).allSatisfy(name -> assertThat(variables).containsEntry(name, ""));
    }

    @Test
    void is_not_asked_for_on_a_laptop() {
        Map<String, String> variables = Stack.of("local").variables();

        assertThat(variables).containsEntry("SECRETS_ID", "");
        assertThat(variables.get("INTERNAL_GATEWAY_KEY")).isNotEmpty();
    }

    @Test
    void survives_its_stack() {
        JsonNode secret = Stack.of("prod").resource("GatewaySecrets");

        assertThat(secret.path("DeletionPolicy").asText()).isEqualTo("RetainExceptOnCreate");
        assertThat(secret.path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
    }

    @Test
    void is_no_parameter() {
        assertThat(Stack.template().get("Parameters").properties())
                .noneMatch(parameter -> parameter.getValue().has("NoEcho"))
                .extracting(Map.Entry::getKey)
                .noneMatch(SecretsTest::soundsSecret);
    }

    static boolean soundsSecret(String name) {
        return name.matches("(?i).*(secret|password|token|credential|apikey|privatekey|_key|key$).*");
    }
}
