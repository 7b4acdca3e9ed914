package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.Exchanges;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** RFC 9110 §7.6.2. */
class MaxForwardsTest {
    private static Request request(Method method, String value) {
        return Exchanges.request(method, "/x", Headers.of("Max-Forwards", value), Body.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({"0,0,true", "' 00 ',0,true", "1,0,false", "10,9,false", "-1,,false", "'0, 0',,false", "'',,false"})
    void options_and_trace_may_pass_as_many_gateways_as_the_field_says(
            String value, @Nullable String after, boolean endsHere) {
        for (Method method : new Method[] {Method.OPTIONS, Method.TRACE}) {
            assertThat(MaxForwards.endsHere(request(method, value))).isEqualTo(endsHere);
            assertThat(MaxForwards.toService(request(method, value))).isEqualTo(Optional.ofNullable(after));
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"OPTIONS", "TRACE"},
            mode = Mode.EXCLUDE)
    void the_field_of_any_other_method_means_nothing_and_stays(Method method) {
        assertThat(MaxForwards.endsHere(request(method, "0"))).isFalse();
        assertThat(MaxForwards.toService(request(method, "0"))).contains("0");
    }

    @Test
    void a_request_without_the_field_goes_on_without_it() {
        Request request = Exchanges.request(Method.OPTIONS, "/x", Headers.EMPTY, Body.EMPTY);

        assertThat(MaxForwards.endsHere(request)).isFalse();
        assertThat(MaxForwards.toService(request)).isEmpty();
    }
}
