package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.DevVariables.CRAWLER;
import static dev.crowai.gateway.gateway.DevVariables.INTERNAL;
import static dev.crowai.gateway.gateway.DevVariables.SERVICE;
import static dev.crowai.gateway.gateway.DevVariables.faults;
import static dev.crowai.gateway.gateway.DevVariables.faultsWith;
import static dev.crowai.gateway.gateway.DevVariables.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Configuration": the secrets as variables. */
class SettingsSecretsTest {
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
        assertThat(of(Settings.of(Map.of("ENVIRONMENT", "local", "CACHE", "table", "INTERNAL_GATEWAY_KEY", INTERNAL))))
                .isEqualTo(
                        new PlatformSecrets(Secret.of(INTERNAL), Optional.empty(), Optional.empty(), Optional.empty()));
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
