package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.identity.OriginSecrets;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.route.Environment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Configuration": the secrets as one secret of Secrets Manager. */
class OneSecretTest {
    static final List<String> NAMES = List.of(
            "INTERNAL_GATEWAY_KEY",
            "INTERNAL_GATEWAY_KEY_PREVIOUS",
            "SERVICE_API_KEY_ORG_SERVICE",
            "CRAWLER_SERVICE_SECRET",
            "ORIGIN_VERIFY_SECRET",
            "ORIGIN_VERIFY_SECRET_PREVIOUS");

    private static final String WHOLE =
            "{\"INTERNAL_GATEWAY_KEY\":\"a\",\"SERVICE_API_KEY_ORG_SERVICE\":\"b\",\"CRAWLER_SERVICE_SECRET\":\"c\"}";

    @Test
    void holds_the_keys_by_the_names_of_the_variables() {
        assertThat(Settings.platformSecrets(WHOLE, Environment.PROD))
                .isEqualTo(new PlatformSecrets(
                        Secret.of("a"), Optional.empty(), Optional.of(Secret.of("b")), Optional.of(Secret.of("c"))));
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
        for (String name : NAMES) {
            assertThatThrownBy(() -> Settings.platformSecrets("{\"%s\":%s}".formatted(name, value), Environment.PROD))
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
