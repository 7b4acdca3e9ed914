package dev.crowai.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Deadline;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionLookupsTest {
    private static final Exchange EXCHANGE = Exchanges.get("/api/v1/products/x");
    private static final Executor NEVER = _ -> {};

    private final Platform platform = new Platform(Exchanges.CLOCK);

    private IdentityService services(Executor executor) {
        return new HttpIdentityService(
                Exchanges.SERVICES.auth(),
                Exchanges.SERVICES.organizations(),
                Exchanges.SERVICES.users(),
                platform,
                Platform::secrets,
                executor);
    }

    private static Credential.SessionCookie cookie(String session) {
        return new Credential.SessionCookie(Secret.of("better-auth.session_token=" + session));
    }

    @Test
    void session_and_membership_are_asked_for_at_the_same_time() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        platform.delayed(_ -> {
            both.countDown();
            awaitAll(both);
        });
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Optional<IdentityService.Session> session = services(executor).session(cookie("ann.sig"), EXCHANGE);

            assertThat(session.orElseThrow().activeOrganization()).isEqualTo(new ActiveOrganization.Proved("ba-acme"));
        }
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("one lookup after the other");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_membership_that_is_not_known_in_time_fails_the_lookup() {
        Exchange outOfTime = Exchanges.of(
                EXCHANGE.request(), Deadline.in(Duration.ZERO, Exchanges.CLOCK), new RequestRecord(() -> 0L));

        assertThatThrownBy(() -> services(NEVER).session(cookie("ann.sig"), outOfTime))
                .isInstanceOfSatisfying(
                        LookupException.class,
                        failure -> assertThat(failure.problem().status()).isEqualTo(503));
    }

    @Test
    void a_membership_of_an_anonymous_session_is_asked_for_only_when_it_has_an_organization() throws Exception {
        Executor never = _ -> {};
        List<String> asked = new ArrayList<>();
        String plain = "{\"user\":{\"id\":\"anon\",\"isAnonymous\":true},\"session\":{}}";
        IdentityService without = services(
                call -> {
                    asked.add(call.uri().getPath());
                    return Response.json(200, plain).with("set-auth-jwt", "a.b.c");
                },
                never);
        IdentityService with = services(call -> answer(call.uri().getPath()), never);
        Exchange exchange = Exchanges.get("/api/v1/qna/x");

        assertThat(without.anonymousSession(ANN, exchange).orElseThrow().activeOrganization())
                .isEqualTo(new ActiveOrganization.None());
        assertThat(asked).containsExactly("/api/v1/auth/get-session");
        assertThat(with.anonymousSession(ANN, exchange).orElseThrow().activeOrganization())
                .isEqualTo(new ActiveOrganization.Proved("ba-acme"));
    }

    @Test
    void no_session_waits_for_no_membership() throws Exception {
        assertThat(services(NEVER).session(cookie("of-nobody"), EXCHANGE)).isEmpty();
    }
}
