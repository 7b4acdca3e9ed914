package dev.crowai.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.testing.Exchanges;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecoverTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> lines = new ArrayList<>();
    private final Recover recover = new Recover(lines::add, Exchanges.CLOCK);
    private final Exchange exchange =
            Exchanges.post("/api/v1/users/me?x=s3cret-query", "s3cret-body", "Authorization", "Bearer s3cret-token");

    @Test
    void an_answer_passes_untouched() {
        Response answer = Response.json(502, "{}");

        assertThat(recover.handle(exchange, _ -> answer)).isSameAs(answer);
        assertThat(lines).isEmpty();
    }

    static Stream<Handler> faults() {
        return Stream.of(
                _ -> {
                    throw new IllegalStateException("s3cret detail");
                },
                _ -> {
                    throw new AssertionError("s3cret detail");
                },
                _ -> {
                    throw new NoClassDefFoundError("s3cret detail");
                },
                RecoverTest::overflow);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_becomes_a_500_that_tells_nothing_of_it(Handler faulty) {
        Response answer = recover.handle(exchange, faulty);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Cache-Control")).hasValue("no-store");
        assertThat(answer.body().utf8())
                .hasValue("{\"error\":\"Internal Server Error\",\"message\":\"Something went wrong\",\"requestId\":\""
                        + Exchanges.REQUEST_ID + "\"}");
        assertThat(exchange.record().snapshot().results()).contains(Refusal.Plain.FAULT);
        assertThat(lines).hasSize(1);
    }

    @Test
    void the_log_tells_where_the_fault_is() throws Exception {
        recover.handle(exchange, _ -> {
            throw new IllegalStateException(new NumberFormatException());
        });

        JsonNode event = JSON.readTree(lines.getFirst());
        assertThat(lines.getFirst())
                .startsWith("{\"level\":\"error\",\"event\":\"fault\"")
                .doesNotContain("\n");
        assertThat(event.path("requestId").textValue()).isEqualTo(Exchanges.REQUEST_ID);
        assertThat(event.path("traceId").textValue()).isEqualTo(Exchanges.TRACE_ID);
        assertThat(event.path("timestamp").textValue()).isEqualTo(Exchanges.NOW.toString());
        assertThat(event.path("faults").findValuesAsText("type"))
                .containsExactly("java.lang.IllegalStateException", "java.lang.NumberFormatException");
        assertThat(event.path("faults").path(0).path("frames").path(0).textValue())
                .contains("RecoverTest", "RecoverTest.java:");
    }

    @Test
    void the_log_quotes_no_message_since_one_may_hold_a_secret() {
        recover.handle(exchange, failing -> {
            String header = failing.request().header("Authorization").orElseThrow();
            RuntimeException cause = new IllegalArgumentException("invalid header value: " + header);
            cause.addSuppressed(new IllegalStateException(
                    "suppressed with " + failing.request().query()));
            throw new IllegalStateException(
                    "cannot send " + failing.request().body().utf8(), cause);
        });

        assertThat(lines).singleElement().asString().doesNotContain("s3cret");
    }

    @Test
    void a_long_or_circular_chain_of_causes_is_cut() throws Exception {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second", first);
        first.initCause(second);

        recover.handle(exchange, _ -> {
            throw first;
        });

        assertThat(JSON.readTree(lines.getFirst()).path("faults")).hasSize(8);
    }

    @Test
    void a_deep_stack_is_cut() throws Exception {
        recover.handle(exchange, RecoverTest::overflow);

        JsonNode fault = JSON.readTree(lines.getFirst()).path("faults").path(0);
        assertThat(fault.path("type").textValue()).isEqualTo("java.lang.StackOverflowError");
        assertThat(fault.path("frames")).hasSize(64);
    }

    @Test
    void does_not_hide_that_the_process_is_out_of_memory() {
        OutOfMemoryError fatal = new OutOfMemoryError();

        assertThatThrownBy(() -> recover.handle(exchange, _ -> {
                    throw fatal;
                }))
                .isSameAs(fatal);
        assertThat(lines).isEmpty();
    }

    private static Response overflow(Exchange exchange) {
        Handler deeper = RecoverTest::overflow;
        return deeper.handle(exchange);
    }
}
