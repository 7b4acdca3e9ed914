package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.route.Environment;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LogMembersTest {

    @Test
    void a_deployed_function_names_its_version_and_its_memory() {
        Map<String, String> members = LogMembers.of(
                Environment.PROD,
                Map.of(
                        "AWS_LAMBDA_FUNCTION_VERSION", "7",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024",
                        "AWS_SESSION_TOKEN", "s3cret"));

        assertThat(members)
                .isEqualTo(Map.of("environment", "prod", "functionVersion", "7", "functionMemoryMb", "1024"));
    }

    @Test
    void a_laptop_has_neither() {
        assertThat(LogMembers.of(Environment.LOCAL, Map.of())).isEqualTo(Map.of("environment", "local"));
    }
}
