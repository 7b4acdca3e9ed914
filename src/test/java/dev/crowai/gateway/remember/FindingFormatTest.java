package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingFormatTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final Finding<String> FINDING = new Finding<>(Optional.of("acme"), NOW, NOW.plusSeconds(60));

    private static Optional<Finding<String>> read(String json) {
        return FindingFormat.ID.fromBytes(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String written() {
        return new String(FindingFormat.ID.toBytes(FINDING), StandardCharsets.UTF_8);
    }

    @Test
    void reads_what_this_version_wrote() {
        assertThat(read(written())).contains(FINDING);
    }

    /** Instances of two versions share one table while one replaces the other. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "4", "0", "\"3\"x", "null"})
    void what_another_version_wrote_is_absent(String version) {
        String json = written();
        assertThat(json).contains("\"v\":3,");

        assertThat(read(json.replace("\"v\":3,", "\"v\":" + version + ","))).isEmpty();
    }

    @Test
    void members_of_a_newer_version_do_not_matter_to_this_one() {
        assertThat(read(written().replace("{\"v\":3,", "{\"v\":3,\"newer\":{\"a\":[1]},")))
                .contains(FINDING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[]", "{\"v\":3}", "{\"v\":3,\"asOf\":1}", "{\"v\":3,\"asOf\":1,\"until\":\"x\"}"})
    void what_is_incomplete_is_absent(String json) {
        assertThat(read(json)).isEmpty();
    }
}
