package dev.crowai.gateway.aws.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.gateway.SettingsException;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the keys are read, and what happens when they cannot be; work beside a request waits until the test runs it. */
class SecretsTest {
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration JUST_BEFORE_DUE = Secrets.REREAD.minus(MOMENT);

    private final ScriptedSecret source = new ScriptedSecret(ScriptedSecret.keys("an-internal-value"));
    private final HandMovedClock clock = new HandMovedClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final Queue<Runnable> beside = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private final Secrets secrets =
            new Secrets(source, text -> Settings.platformSecrets(text, Environment.PROD), clock, beside::add, log::add);

    private String key() {
        return secrets.get().internalKey().reveal();
    }

    private void runBeside() {
        List<Runnable> due = List.copyOf(beside);
        beside.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void are_read_when_they_are_first_needed_and_not_again_for_five_minutes() {
        assertThat(source.reads()).isZero();

        assertThat(secrets.get())
                .isEqualTo(new PlatformSecrets(
                        Secret.of("an-internal-value"),
                        Optional.empty(),
                        Optional.of(Secret.of("service-value")),
                        Optional.of(Secret.of("crawler-value"))));
        clock.move(JUST_BEFORE_DUE);
        assertThat(key()).isEqualTo("an-internal-value");

        assertThat(source.reads()).isEqualTo(1);
        assertThat(beside).isEmpty();
    }

    @Test
    void are_read_again_after_five_minutes_beside_a_request_that_does_not_wait() {
        key();
        source.say(ScriptedSecret.keys("the-next-value"));
        clock.move(Secrets.REREAD);

        assertThat(key()).isEqualTo("an-internal-value");
        assertThat(source.reads()).isEqualTo(1);
        runBeside();

        assertThat(key()).isEqualTo("the-next-value");
        assertThat(source.reads()).isEqualTo(2);
    }

    @Test
    void are_read_again_once_for_many_requests() {
        key();
        clock.move(Secrets.REREAD);

        for (int i = 0; i < 50; i++) {
            key();
        }
        runBeside();
        key();

        assertThat(source.reads()).isEqualTo(2);
    }

    @Test
    void are_read_again_every_five_minutes() {
        key();
        for (int i = 1; i <= 10; i++) {
            source.say(ScriptedSecret.keys("value-" + i));
            clock.move(Secrets.REREAD);
            key();
            runBeside();
            assertThat(key()).isEqualTo("value-" + i);
        }
        assertThat(source.reads()).isEqualTo(11);
    }

    @Test
    void are_waited_for_when_they_are_twice_as_old() {
        key();
        source.say(ScriptedSecret.keys("the-next-value"));
        clock.move(Secrets.REREAD.multipliedBy(2));

        assertThat(key()).isEqualTo("the-next-value");
        assertThat(beside).isEmpty();
    }

    @Test
    void stay_in_use_while_they_cannot_be_read_again_and_each_try_is_reported_once() {
        key();
        source.fail();
        clock.move(Secrets.REREAD);

        assertThat(key()).isEqualTo("an-internal-value");
        runBeside();
        assertThat(key()).isEqualTo("an-internal-value");
        assertThat(beside).as("no further try at once").isEmpty();
        assertThat(log).hasSize(1);

        clock.move(Duration.ofSeconds(30));
        assertThat(key()).isEqualTo("an-internal-value");
        runBeside();
        assertThat(log).hasSize(2);
        assertThat(source.reads()).isEqualTo(3);

        source.say(ScriptedSecret.keys("the-next-value"));
        clock.move(Duration.ofSeconds(30));
        key();
        runBeside();
        assertThat(key()).isEqualTo("the-next-value");
        assertThat(log).hasSize(2);
    }

    @Test
    void stay_in_use_after_a_long_silence_too() {
        key();
        source.fail();
        clock.move(Duration.ofHours(1));

        assertThat(key()).isEqualTo("an-internal-value");
        assertThat(log).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "no JSON an-internal-value",
                "{\"INTERNAL_GATEWAY_KEY\":null}",
                "{\"INTERNAL_GATEWAY_KEY\":5}",
                "{\"INTERNAL_GATEWAY_KEY\":[\"an-internal-value\"]}",
                "{\"INTERNAL_GATEWAY_KEY\":\"an-internal-value\"}",
                "{\"INTERNAL_GATEWAY_KEY\":\"REPLACE_ME\"}",
                "{\"INTERNAL_GATEWAY_KEY\":\"an-internal-value with a space\"}",
            })
    void stay_in_use_when_what_is_read_is_unusable_and_no_value_is_in_the_log(String text) {
        key();
        source.say(text);
        clock.move(Secrets.REREAD);
        key();
        runBeside();

        assertThat(key()).isEqualTo("an-internal-value");
        assertThat(log)
                .singleElement()
                .asString()
                .startsWith("{\"level\":\"error\",\"event\":\"secretsNotRead\"")
                .contains("2026-11-24T12:05:00Z")
                .doesNotContain("an-internal-value", "\n");
    }

    @Test
    void that_a_process_never_had_are_a_refusal_that_names_them() {
        source.say("{\"INTERNAL_GATEWAY_KEY\":\"an-internal-value\"}");

        assertThatThrownBy(secrets::get)
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("SERVICE_API_KEY_ORG_SERVICE is missing", "CRAWLER_SERVICE_SECRET is missing")
                .hasMessageNotContaining("an-internal-value")
                .hasNoCause();
    }

    @Test
    void that_a_process_never_had_are_asked_for_at_every_request() {
        source.fail();

        assertThatThrownBy(secrets::get)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the secret that SECRETS_ID names cannot be read: SdkClientException")
                .hasMessageNotContaining("an-internal-value");
        source.say(ScriptedSecret.keys("an-internal-value"));

        assertThat(key()).isEqualTo("an-internal-value");
    }

    @Test
    void count_as_old_from_when_they_were_asked_for() {
        source.say(ScriptedSecret.keys("an-internal-value"), () -> clock.move(Duration.ofHours(1)));
        key();
        source.say(ScriptedSecret.keys("the-next-value"));

        assertThat(key()).isEqualTo("the-next-value");
    }

    @Test
    void that_are_overdue_are_read_even_while_a_reading_beside_a_request_was_frozen() {
        key();
        clock.move(Duration.ofMinutes(5));
        key();
        assertThat(beside).hasSize(1);
        source.say(ScriptedSecret.keys("the-next-value"));
        clock.move(Duration.ofHours(1));

        assertThat(key()).isEqualTo("the-next-value");
    }

    @Test
    void once_forgotten_are_read_anew() {
        key();
        secrets.forget();
        source.say(ScriptedSecret.keys("the-next-value"));

        assertThat(key()).isEqualTo("the-next-value");
    }

    @Test
    void need_no_more_than_the_internal_key_on_a_laptop() {
        source.say("{\"INTERNAL_GATEWAY_KEY\":\"an-internal-value\"}");

        assertThat(new Secrets(
                                source,
                                text -> Settings.platformSecrets(text, Environment.LOCAL),
                                clock,
                                beside::add,
                                log::add)
                        .get()
                        .serviceKey())
                .isEmpty();
    }
}
