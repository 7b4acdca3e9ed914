package dev.crowai.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuardedUpstreamTest {
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(999);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final Deque<Optional<FailureKind>> script = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final GuardedUpstream upstream = new GuardedUpstream(this::play, now::get, new CircuitEvents() {
        @Override
        public void opened(String host, FailureKind why, Duration rest) {
            told.add("opened " + host + " " + why + " " + rest);
        }

        @Override
        public void closed(String host) {
            told.add("closed " + host);
        }
    });

    private Response play(Call call) throws UpstreamException {
        asked.add(call.uri().getHost());
        Optional<FailureKind> kind = script.isEmpty() ? Optional.empty() : script.removeFirst();
        if (kind.isPresent()) {
            throw new UpstreamException(kind.get(), "as the test wants it");
        }
        return Response.of(500);
    }

    private void next(FailureKind... kinds) {
        Arrays.stream(kinds).map(Optional::of).forEach(script::add);
    }

    /** Empty for a response. */
    private Optional<FailureKind> send(String host, Duration timeout) {
        Call call = new Call(
                Method.GET, URI.create("https://" + host + ":8443/x?token=y"), Headers.EMPTY, Body.EMPTY, timeout);
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
