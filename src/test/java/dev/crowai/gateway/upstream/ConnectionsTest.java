package dev.crowai.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.HandMovedClock;
import dev.crowai.gateway.testing.RawServer;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections are used again, by a clock that the test moves. */
class ConnectionsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final HandMovedClock clock = new HandMovedClock();
    private final JdkUpstream upstream = new JdkUpstream(clock);

    @AfterEach
    void close() {
        upstream.close();
    }

    private static RawServer sound() throws Exception {
        return new RawServer(connection -> {
            while (connection.read()) {
                connection.write(OK);
            }
        });
    }

    private Response send(URI uri, Duration timeout) throws UpstreamException {
        return upstream.send(new Call(Method.POST, uri, Headers.EMPTY, Body.EMPTY, timeout, "test"));
    }

    private FailureKind failure(URI uri, Duration timeout) {
        UpstreamException thrown = catchThrowableOfType(UpstreamException.class, () -> send(uri, timeout));
        assertThat(thrown).as("a failure").isNotNull();
        return thrown.kind();
    }

    @Test
    void a_connection_in_use_is_used_again() throws Exception {
        try (RawServer server = sound()) {
            for (int i = 0; i < 5; i++) {
                send(server.uri("/x"), LONG);
                clock.move(CurrentClient.MOST_IDLE);
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT4.001S", "PT1M", "PT12H", "PT-1S"})
    void a_connection_that_was_idle_for_long_or_unknown_time_is_not_used_again(Duration idle) throws Exception {
        try (RawServer server = sound()) {
            send(server.uri("/x"), LONG);
            clock.move(idle);
            send(server.uri("/x"), LONG);

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void an_idle_connection_is_given_up_although_another_service_is_busy() throws Exception {
        try (RawServer idle = sound();
                RawServer busy = sound()) {
            send(idle.uri("/x"), LONG);
            for (int i = 0; i < 3; i++) {
                clock.move(Duration.ofSeconds(3));
                send(busy.uri("/x"), LONG);
            }
            send(idle.uri("/x"), LONG);

            assertThat(idle.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_second_connection_that_only_one_moment_needed_is_not_kept_for_ever() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (RawServer server = new RawServer(connection -> {
                    while (connection.read()) {
                        if (connection.lastRequest().contains(" /both ")) {
                            both.countDown();
                            both.await();
                        }
                        connection.write(OK);
                    }
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> send(server.uri("/both"), LONG));
            var other = threads.submit(() -> send(server.uri("/both"), LONG));
            one.get();
            other.get();
            for (int i = 0; i < 2; i++) {
                clock.move(Duration.ofSeconds(3));
                send(server.uri("/x"), LONG);
            }

            // The oldest could be six seconds idle by now, so neither is used.
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void a_connection_on_which_a_request_ran_out_of_time_is_never_used_again() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
            while (connection.read()) {
                if (connection.lastRequest().contains(" /silent ")) {
                    connection.awaitClose();
                    closed.countDown();
                    return;
                }
                connection.write(OK);
            }
        })) {
            send(server.uri("/x"), LONG);
            assertThat(failure(server.uri("/silent"), SHORT)).isEqualTo(FailureKind.TIMEOUT);
            assertThat(send(server.uri("/x"), LONG).status()).isEqualTo(200);

            assertThat(server.connections()).isEqualTo(2);
            assertThat(closed.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_read_is_sent_no_more_than_twice_when_an_idle_connection_and_the_next_are_reset() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            while (connection.read()) {
                if (connection.lastRequest().contains(" /reset ")) {
                    connection.reset();
                    return;
                }
                connection.write(OK);
            }
        })) {
            send(server.uri("/x"), LONG);
            Call read = new Call(Method.GET, server.uri("/reset"), Headers.EMPTY, Body.EMPTY, LONG, "test");
            UpstreamException thrown = catchThrowableOfType(UpstreamException.class, () -> upstream.send(read));

            assertThat(thrown.kind()).isEqualTo(FailureKind.UNREACHABLE);
            assertThat(server.requests().stream().filter(request -> request.contains(" /reset ")))
                    .hasSizeBetween(1, 2);
        }
    }

    @Test
    void a_write_whose_connection_is_reset_is_not_sent_again() throws Exception {
        RawServer.Script resets = connection -> {
            var _ = connection.read();
            connection.reset();
        };
        try (RawServer server = new RawServer(resets)) {
            assertThat(failure(server.uri("/x"), LONG)).isEqualTo(FailureKind.UNREACHABLE);

            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void a_silent_connection_costs_the_idle_ones_beside_it() throws Exception {
        try (RawServer silent = new RawServer(RawServer.Connection::awaitClose);
                RawServer other = sound()) {
            send(other.uri("/x"), LONG);
            assertThat(failure(silent.uri("/x"), SHORT)).isEqualTo(FailureKind.TIMEOUT);
            send(other.uri("/x"), LONG);

            assertThat(other.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_request_under_way_finishes_on_the_client_that_it_began_with() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch replaced = new CountDownLatch(1);
        try (RawServer slow = new RawServer(connection -> {
                    connection.read();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsl");
                    begun.countDown();
                    replaced.await();
                    connection.write("ow");
                });
                RawServer other = sound()) {
            send(other.uri("/x"), LONG);
            CompletableFuture<String> underWay = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    underWay.complete(send(slow.uri("/x"), LONG).body().utf8().orElse(""));
                } catch (UpstreamException failure) {
                    underWay.completeExceptionally(failure);
                }
            });
            begun.await();
            for (int i = 0; i < 3; i++) {
                clock.move(Duration.ofMinutes(1));
                send(other.uri("/x"), LONG);
            }
            replaced.countDown();

            assertThat(underWay.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("slow");
            assertThat(other.connections()).isEqualTo(4);
        }
    }

    @Test
    void replaced_clients_leave_no_thread_behind() throws Exception {
        Set<Thread> before = clientThreads();
        try (RawServer server = sound()) {
            for (int i = 0; i < 100; i++) {
                send(server.uri("/x"), LONG);
                clock.move(Duration.ofMinutes(1));
            }

            Set<Thread> mine = clientThreads();
            mine.removeAll(before);
            upstream.close();
            for (Thread thread : mine) {
                assertThat(thread.join(LONG)).as(thread.getName() + " ends").isTrue();
            }
            assertThat(server.connections()).isEqualTo(100);
        }
    }

    private static Set<Thread> clientThreads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("HttpClient-"));
        return threads;
    }
}
