package dev.crowai.gateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.remember.Callers;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JwtExpiryTest {

    @Test
    void reads_the_end_of_a_token() {
        Instant end = Instant.ofEpochSecond(1_795_471_418);

        assertThat(JwtExpiry.of(Callers.jwt("ann", end))).contains(end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "",
                "{\"exp\":\"1795471418\"}",
                "{\"exp\":null}",
                "{\"exp\":1e300}",
                "{\"exp\":9223372036854775807}",
                "{\"exp\":99999999999999999999999}",
                "{\"exp\":"
            })
    void a_payload_without_a_usable_end_is_unreadable(String payload) {
        assertThat(JwtExpiry.of(Secret.of("e30." + Callers.part(payload) + ".sig")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.b", "a.!!!.c", "e30.e30", "e30.e30.c.d"})
    void what_is_no_token_is_unreadable(String text) {
        assertThat(JwtExpiry.of(Secret.of(text))).isEmpty();
    }

    @Test
    void the_last_instant_that_a_clock_can_show_is_the_latest_end() {
        long last = Instant.MAX.getEpochSecond();

        assertThat(JwtExpiry.of(Secret.of("e30." + Callers.part("{\"exp\":" + last + "}") + ".sig")))
                .contains(Instant.ofEpochSecond(last));
        assertThat(JwtExpiry.of(Secret.of("e30." + Callers.part("{\"exp\":" + (last + 1) + "}") + ".sig")))
                .isEmpty();
    }

    @Test
    void an_end_before_the_epoch_is_long_ago() {
        assertThat(JwtExpiry.of(Secret.of("e30." + Callers.part("{\"exp\":-9223372036854775808}") + ".sig")))
                .contains(Instant.EPOCH);
    }
}
