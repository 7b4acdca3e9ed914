package dev.crowai.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code samconfig.toml} against the template. */
class SamConfigTest {
    private static final JsonNode PARAMETERS = Stack.template().get("Parameters");

    @ParameterizedTest
    @ValueSource(strings = {"local", "local-arm64", "dev", "prod"})
    void gives_only_values_that_the_template_allows(String environment) {
        assertThat(SamConfig.overrides(environment)).isNotEmpty().allSatisfy((name, value) -> {
            assertThat(PARAMETERS.has(name)).as("%s is a parameter", name).isTrue();
            assertAllowed(PARAMETERS.get(name), value);
        });
    }

    @ParameterizedTest
    @CsvSource({"local, local", "local-arm64, local", "dev, dev", "prod, prod"})
    void says_which_environment_it_is(String environment, String value) {
        assertThat(SamConfig.overrides(environment)).containsEntry("Environment", value);
    }

    @Test
    void runs_sam_local_on_the_instruction_set_that_the_environment_is_named_for() {
        Map<String, String> x86 = SamConfig.overrides("local");
        Map<String, String> arm = SamConfig.overrides("local-arm64");

        assertThat(x86).containsEntry("Architecture", "x86_64");
        assertThat(arm).containsEntry("Architecture", "arm64");
        arm.put("Architecture", "x86_64");
        assertThat(arm).isEqualTo(x86);
    }

    @Test
    void has_no_environment_that_these_tests_leave_out() {
        assertThat(SamConfig.ENVIRONMENTS).containsExactlyInAnyOrderElementsOf(environmentsOfTheFile());
    }

    @Test
    void gives_the_environments_stacks_and_functions_of_their_own() {
        Set<String> stacks = new HashSet<>();
        Set<String> functions = new HashSet<>();
        SamConfig.DEPLOYED.forEach(environment -> {
            stacks.add(SamConfig.file()
                    .at("/" + environment + "/global/parameters/stack_name")
                    .asText());
            functions.add(SamConfig.overrides(environment).get("FunctionName"));
        });

        assertThat(stacks).hasSameSizeAs(SamConfig.DEPLOYED).doesNotContain("");
        assertThat(functions).hasSameSizeAs(SamConfig.DEPLOYED);
    }

    @Test
    void asks_before_it_changes_prod() {
        assertThat(SamConfig.deploy("prod").path("confirm_changeset").asBoolean())
                .isTrue();
    }

    @Test
    void holds_no_secret() {
        SamConfig.ENVIRONMENTS.forEach(environment ->
                assertThat(SamConfig.overrides(environment).keySet()).noneMatch(SecretsTest::soundsSecret));
    }

    @Test
    void leaves_the_addresses_of_the_services_to_the_catalogue() {
        assertThat(SamConfig.ENVIRONMENTS)
                .allSatisfy(environment ->
                        assertThat(SamConfig.overrides(environment)).doesNotContainKey("ServiceUrls"));
    }

    private static List<String> environmentsOfTheFile() {
        return SamConfig.file().properties().stream()
                .filter(entry -> entry.getValue().isObject())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void assertAllowed(JsonNode parameter, String value) {
        if (parameter.has("AllowedValues")) {
            assertThat(parameter.get("AllowedValues"))
                    .extracting(JsonNode::asText)
                    .contains(value);
        }
        if (parameter.has("AllowedPattern")) {
            assertThat(value).matches(parameter.get("AllowedPattern").asText());
        }
        if (parameter.path("Type").asText().equals("Number")) {
            assertThat(Integer.parseInt(value))
                    .isBetween(
                            parameter.path("MinValue").asInt(Integer.MIN_VALUE),
                            parameter.path("MaxValue").asInt(Integer.MAX_VALUE));
        }
    }
}
