package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.aws.secrets.Secrets;
import dev.crowai.gateway.aws.secrets.SecretsManagerSource;
import dev.crowai.gateway.gateway.FailingDependency.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The gateway does not start without keys, however Secrets Manager fails, and says so in time. */
class StartWithoutKeysIT {
    /** The client's timeout of one second, and what a busy machine takes. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Test
    void fails_in_time() throws Exception {
        List<Future<Duration>> starts = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Failure failure : Failure.values()) {
                starts.add(executor.submit(() -> start(failure, executor)));
            }
        }

        for (Future<Duration> start : starts) {
            assertThat(start.get()).isLessThan(LONGEST);
        }
    }

    private static Duration start(Failure failure, ExecutorService executor) throws Exception {
        try (FailingDependency failing = FailingDependency.that(failure)) {
            SecretsManagerSource source =
                    new SecretsManagerSource(OverdueSecrets.client(failing.url()), "gateway/keys");
            Secrets secrets = new Secrets(
                    source, _ -> OverdueSecrets.of("unreachable"), InstantSource.system(), executor, _ -> {});
            Instant begin = Instant.now();

            assertThatThrownBy(secrets::get)
                    .as(failure.toString())
                    .isInstanceOf(SettingsException.class)
                    .hasMessageNotContaining("Exception:");

            return Duration.between(begin, Instant.now());
        }
    }
}
