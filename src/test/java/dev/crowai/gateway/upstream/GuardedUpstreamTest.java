package dev.crowai.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crowai.gateway.circuit.CircuitEvents;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GuardedUpstreamTest {
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(999);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final Deque<Optional<UpstreamException>> script = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final GuardedUpstream upstream = new GuardedUpstream(this::play, now::get, new CircuitEvents() {
        @Override
        public void opened(String host, String why, Duration rest) {
            told.add("opened " + host + " " + why + " " + rest);
        }

        @Override
        public void closed(String host) {
            told.add("closed " + host);
        }
    });

    private Response play(Call call) throws UpstreamException {
        asked.add(call.uri().getHost());
        Optional<UpstreamException> failure = script.isEmpty() ? Optional.empty() : script.removeFirst();
        if (failure.isPresent()) {
            throw failure.get();
        }
        return Response.of(500);
    }

    private void next(FailureKind... kinds) {
        Arrays.stream(kinds)
                .map(kind -> Optional.of(new UpstreamException(kind, "as the test wants it")))
                .forEach(script::add);
    }

    /** A call of a source of its own. Empty for a response. */
    private Optional<FailureKind> send(String host, Duration timeout) {
        return send(host, timeout, "source-" + asked.size());
    }

    private Optional<FailureKind> send(String host, Duration timeout, String source) {
        Call call = new Call(
                Method.GET,
                URI.create("https://" + host + ":8443/x?token=y"),
                Headers.EMPTY,
                Body.EMPTY,
                timeout,
                source);
        return Optional.ofNullable(catchThrowableOfType(UpstreamException.class, () -> upstream.send(call)))
                .map(UpstreamException::kind);
    }

    private void silent(int times) {
        for (int i = 0; i < times; i++) {
            next(FailureKind.UNREACHABLE);
            assertThat(send("a.test", LONG)).contains(FailureKind.UNREACHABLE);
        }
    }

    @Test
    void leaves_a_service_alone_after_three_silent_exchanges_in_a_row() {
        silent(3);

        assertThat(send("a.test", LONG)).contains(FailureKind.CIRCUIT_OPEN);

        assertThat(asked).hasSize(3);
        assertThat(told).containsExactly("opened a.test:8443 UNREACHABLE PT2S");
    }

    @Test
    void leaves_no_other_service_alone() {
        silent(3);

        assertThat(send("b.test", LONG)).isEmpty();
    }

    @Test
    void asks_again_after_two_seconds_and_says_that_it_answers() {
        silent(3);
        now.updateAndGet(instant -> instant.plusSeconds(2));

        assertThat(send("a.test", LONG)).isEmpty();
        assertThat(send("a.test", LONG)).isEmpty();

        assertThat(told).containsExactly("opened a.test:8443 UNREACHABLE PT2S", "closed a.test:8443");
    }

    @Test
    void tells_an_outage_once_however_long_it_lasts() {
        silent(3);
        for (int i = 0; i < 5; i++) {
            now.updateAndGet(instant -> instant.plusSeconds(2));
            silent(1);
            assertThat(send("a.test", LONG)).contains(FailureKind.CIRCUIT_OPEN);
        }

        assertThat(told).hasSize(1);
    }

    @Test
    void a_failing_status_is_an_answer() {
        silent(2);
        assertThat(send("a.test", LONG)).isEmpty();
        silent(2);

        assertThat(send("a.test", LONG)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"BROKEN_OFF", "UNUSABLE"})
    void a_broken_response_is_an_answer_too(FailureKind kind) {
        silent(2);
        next(kind);
        assertThat(send("a.test", LONG)).contains(kind);
        silent(2);

        assertThat(send("a.test", LONG)).isEmpty();
    }

    @Test
    void a_timeout_counts_when_the_call_had_a_second() {
        next(FailureKind.TIMEOUT, FailureKind.TIMEOUT, FailureKind.TIMEOUT);
        for (int i = 0; i < 3; i++) {
            assertThat(send("a.test", Duration.ofSeconds(1))).contains(FailureKind.TIMEOUT);
        }

        assertThat(send("a.test", LONG)).contains(FailureKind.CIRCUIT_OPEN);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"TIMEOUT", "UNREACHABLE"})
    void one_source_alone_makes_a_service_unavailable_to_nobody(FailureKind kind) {
        for (int i = 0; i < 10; i++) {
            next(kind);
            assertThat(send("a.test", LONG, "attacker")).contains(kind);
        }

        assertThat(send("a.test", LONG, "somebody else")).isEmpty();
    }

    @Test
    void after_a_response_every_source_counts_again() {
        silent(2);
        assertThat(send("a.test", LONG)).isEmpty();
        next(FailureKind.TIMEOUT, FailureKind.TIMEOUT, FailureKind.TIMEOUT);
        for (String source : List.of("source-0", "source-1", "source-2")) {
            assertThat(send("a.test", LONG, source)).contains(FailureKind.TIMEOUT);
        }

        assertThat(send("a.test", LONG)).contains(FailureKind.CIRCUIT_OPEN);
    }

    private static List<Exception> failuresToConnect() {
        return List.of(
                new ConnectException("refused"),
                new HttpConnectTimeoutException("not accepted"),
                new SSLHandshakeException("no certificate"));
    }

    @ParameterizedTest
    @MethodSource("failuresToConnect")
    void a_service_without_a_connection_is_left_alone_whoever_calls(Exception cause) {
        for (int i = 0; i < 3; i++) {
            script.add(Optional.of(new UpstreamException(FailureKind.UNREACHABLE, "no connection", cause)));
            assertThat(send("a.test", LONG, "the only one")).contains(FailureKind.UNREACHABLE);
        }

        assertThat(send("a.test", LONG, "the only one")).contains(FailureKind.CIRCUIT_OPEN);
    }

    @Test
    void a_timeout_of_a_call_that_had_hardly_any_time_proves_nothing() {
        silent(2);
        next(FailureKind.TIMEOUT, FailureKind.TIMEOUT);
        assertThat(send("a.test", SHORT)).contains(FailureKind.TIMEOUT);
        assertThat(send("a.test", SHORT)).contains(FailureKind.TIMEOUT);
        silent(1);

        assertThat(send("a.test", LONG)).contains(FailureKind.CIRCUIT_OPEN);
    }
}
