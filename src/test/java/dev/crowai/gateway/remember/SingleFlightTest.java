package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SingleFlightTest {
    private static final String COOKIE = "better-auth.session_token=annToken.annSignature";
    private static final Credential.SessionCookie ANN = Callers.cookie(COOKIE);

    private final Instances instances = new Instances();
    private final ServicesDouble services = instances.services;
    private final Instances.Instance instance = instances.start();
    private final RememberedIdentities identities = instance.identities();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    SingleFlightTest() {
        services.sessions.put(COOKIE, Callers.session("ann", HandMovedClock.START));
    }

    /** Holds the first lookup until it is released; the later ones pass. */
    private void holdTheFirst(ServicesDouble.Gate afterwards) {
        AtomicInteger asked = new AtomicInteger();
        services.gate(exchange -> {
            if (asked.incrementAndGet() == 1) {
                arrived.countDown();
                awaitUninterrupted(release);
                afterwards.pass(exchange);
            }
        });
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** A request in a thread of its own. */
    private record Running<T>(Thread thread, FutureTask<T> task) {
        static <T> Running<T> start(Callable<T> request) {
            FutureTask<T> task = new FutureTask<>(request);
            return new Running<>(Thread.ofPlatform().daemon().start(task), task);
        }

        /** Until the thread can do nothing but wait. */
        Running<T> untilItWaits() {
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            return this;
        }

        T answer() throws Exception {
            try {
                return task.get();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw failed;
            }
        }
    }

    private Running<Optional<Session>> ask(Exchange exchange) {
        return Running.start(() -> identities.session(ANN, exchange));
    }

    private List<Running<Optional<Session>>> waiters(int number) {
        List<Running<Optional<Session>>> waiters = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            waiters.add(ask(instances.exchange()).untilItWaits());
        }
        return waiters;
    }

    @Test
    void requests_with_one_credential_share_one_verification() throws Exception {
        holdTheFirst(_ -> {});
        Running<Optional<Session>> first = ask(instances.exchange());
        arrived.await();
        List<Running<Optional<Session>>> others = waiters(8);

        release.countDown();

        assertThat(first.answer()).isPresent();
        for (Running<Optional<Session>> other : others) {
            assertThat(other.answer()).isEqualTo(first.answer());
        }
        assertThat(services.asked()).hasSize(1);
    }

    @Test
    void requests_with_other_credentials_do_not_wait() throws Exception {
        holdTheFirst(_ -> {});
        Running<Optional<Session>> held = ask(instances.exchange());
        arrived.await();

        assertThat(identities.session(Callers.cookie("better-auth.session_token=bob"), instances.exchange()))
                .isEmpty();

        release.countDown();
        assertThat(held.answer()).isPresent();
    }

    @Test
    void a_failure_reaches_all_who_wait_and_is_then_forgotten() throws Exception {
        holdTheFirst(_ -> {
            throw ServicesDouble.failure();
        });
        Running<Optional<Session>> first = ask(instances.exchange());
        arrived.await();
        List<Running<Optional<Session>>> others = waiters(4);

        release.countDown();

        assertThatThrownBy(first::answer).isInstanceOf(LookupException.class);
        for (Running<Optional<Session>> other : others) {
            LookupException failure = catchThrowableOfType(LookupException.class, other::answer);
            assertThat(failure.problem().status()).isEqualTo(503);
            assertThat(failure.problem().headers().first("Retry-After")).contains("7");
        }
        assertThat(services.asked()).hasSize(1);
        assertThat(identities.session(ANN, instances.exchange())).isPresent();
    }

    @Test
    void a_request_that_ran_out_of_its_own_time_does_not_fail_the_others() throws Exception {
        holdTheFirst(_ -> {
            throw ServicesDouble.failure();
        });
        Running<Optional<Session>> hasty = ask(Callers.exchange(instances.clock, Duration.ofMillis(10)));
        arrived.await();
        Running<Optional<Session>> patient = ask(instances.exchange()).untilItWaits();

        release.countDown();

        assertThatThrownBy(hasty::answer).isInstanceOf(LookupException.class);
        assertThat(patient.answer()).isPresent();
        assertThat(services.asked()).hasSize(2);
    }

    @Test
    void a_fault_in_one_request_does_not_fail_the_others() throws Exception {
        holdTheFirst(_ -> {
            throw new IllegalStateException("a fault");
        });
        Running<Optional<Session>> faulty = ask(instances.exchange());
        arrived.await();
        Running<Optional<Session>> other = ask(instances.exchange()).untilItWaits();

        release.countDown();

        assertThatThrownBy(faulty::answer).isInstanceOf(IllegalStateException.class);
        assertThat(other.answer()).isPresent();
    }

    @Test
    void nobody_waits_longer_than_its_own_deadline() throws Exception {
        holdTheFirst(_ -> {});
        Running<Optional<Session>> first = ask(instances.exchange());
        arrived.await();

        Exchange noTimeLeft = Callers.exchange(instances.clock, Duration.ZERO);
        LookupException failure =
                catchThrowableOfType(LookupException.class, () -> identities.session(ANN, noTimeLeft));

        assertThat(failure.problem().status()).isEqualTo(503);
        assertThat(failure.problem().message()).contains("core-auth-service");
        release.countDown();
        assertThat(first.answer()).isPresent();
    }

    @Test
    void a_burst_of_one_client_signs_in_anonymously_once() throws Exception {
        services.sessions.put(ServicesDouble.anonymousCookie(1), Callers.session("anonymous-1", HandMovedClock.START));
        holdTheFirst(_ -> {});
        Running<Session> first = Running.start(() -> identities.anonymous(instances.exchange()));
        arrived.await();
        Running<Session> second =
                Running.start(() -> identities.anonymous(instances.exchange())).untilItWaits();

        release.countDown();

        assertThat(first.answer()).isEqualTo(second.answer());
        assertThat(services.asked()).filteredOn("sign-in anonymous"::equals).hasSize(1);
    }

    @Test
    void a_lookup_that_a_sign_out_overtakes_serves_its_own_request_alone() throws Exception {
        holdTheFirst(_ -> {});
        Running<Optional<Session>> before = ask(instances.exchange());
        arrived.await();
        instances.clock.move(Duration.ofMillis(5));
        Exchange signOut = Callers.to(
                Method.POST, "/api/v1/auth/sign-out", Headers.of("Cookie", COOKIE), Body.of("{}"), instances.clock);
        instance.evict().handle(signOut, _ -> {
            services.sessions.remove(COOKIE);
            return Response.json(200, "{\"success\":true}");
        });
        instances.clock.move(Duration.ofMillis(5));
        Running<Optional<Session>> after = ask(instances.exchange()).untilItWaits();

        release.countDown();

        assertThat(before.answer()).isPresent();
        assertThat(after.answer()).isEmpty();
        assertThat(identities.session(ANN, instances.exchange())).isEmpty();
        assertThat(instances.start().identities().session(ANN, instances.exchange()))
                .isEmpty();
    }
}
