package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.DevVariables.DEV;
import static dev.crowai.gateway.gateway.DevVariables.faultsWith;
import static dev.crowai.gateway.gateway.DevVariables.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Configuration": the variables that hold JSON. */
class SettingsJsonTest {
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
