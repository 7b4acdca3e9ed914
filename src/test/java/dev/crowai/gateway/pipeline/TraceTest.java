package dev.crowai.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context §3.2 and the header of X-Ray. */
class TraceTest {
    private static final Instant NOW = Instant.ofEpochSecond(0x65e1c2a0L);
    private static final String W3C = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String XRAY = "Root=1-5759e988-bd862e3fe1be46a994272793";

    private static Trace of(String... headers) {
        return Trace.of(Headers.of(headers), NOW, () -> "0123456789abcdef");
    }

    @Test
    void begins_with_the_time_where_the_client_has_none() {
        Trace trace = of();

        assertThat(trace.traceparent()).isEqualTo("00-65e1c2a00123456789abcdef89abcdef-0123456789abcdef-01");
        assertThat(trace.xray()).isEqualTo("Root=1-65e1c2a0-0123456789abcdef89abcdef");
        assertThat(trace.id()).isEqualTo("65e1c2a00123456789abcdef89abcdef");
    }

    @Test
    void goes_on_in_both_spellings_from_either() {
        assertThat(of("traceparent", W3C)).isEqualTo(new Trace(W3C, "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736"));
        assertThat(of("X-Amzn-Trace-Id", XRAY))
                .isEqualTo(new Trace("00-5759e988bd862e3fe1be46a994272793-0123456789abcdef-01", XRAY));
    }

    @Test
    void keeps_both_where_both_came_and_is_known_by_the_standards_one() {
        Trace trace = of("traceparent", W3C, "X-Amzn-Trace-Id", XRAY + ";Parent=53995c3f42cd8ad8;Sampled=1");

        assertThat(trace).isEqualTo(new Trace(W3C, XRAY + ";Parent=53995c3f42cd8ad8;Sampled=1"));
        assertThat(trace.id()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, x",
                "00-zbf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            })
    void takes_no_traceparent_that_is_none(String traceparent) {
        assertThat(of("traceparent", traceparent)).isEqualTo(of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "Self=1-5759e988-bd862e3fe1be46a994272793",
                "Root=2-5759e988-bd862e3fe1be46a994272793",
                "Root=1-5759e988-bd862e3fe1be46a99427279",
                "Root=1-5759E988-bd862e3fe1be46a994272793",
                "Root=1-5759e988-bd862e3fe1be46a994272793x",
                "Root=1-00000000-000000000000000000000000",
            })
    void takes_no_trace_id_of_x_ray_that_is_none(String xray) {
        assertThat(of("X-Amzn-Trace-Id", xray)).isEqualTo(of());
    }
}
