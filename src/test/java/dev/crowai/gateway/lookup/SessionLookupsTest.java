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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionLookupsTest {
    private static final Executor NEVER = _ -> {};

    private final Exchange exchange = Exchanges.get("/api/v1/products/x");
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
            Optional<IdentityService.Session> session = services(executor).session(cookie("ann.sig"), exchange);

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
                exchange.request(), Deadline.in(Duration.ZERO, Exchanges.CLOCK), new RequestRecord(() -> 0L));

        assertThatThrownBy(() -> services(NEVER).session(cookie("ann.sig"), outOfTime))
                .isInstanceOfSatisfying(
                        LookupException.class,
                        failure -> assertThat(failure.problem().status()).isEqualTo(503));
    }

    @Test
    void a_membership_of_an_anonymous_session_is_asked_for_only_when_it_has_an_organization() throws Exception {
        IdentityService services = services(NEVER);

        assertThat(services.anonymousSession(cookie("anonymous.sig"), exchange)
                        .orElseThrow()
                        .activeOrganization())
                .isEqualTo(new ActiveOrganization.None());
        assertThat(platform.lookups(Platform.ACTIVE_MEMBER)).isEmpty();
        assertThat(services.anonymousSession(cookie("ann.sig"), exchange)
                        .orElseThrow()
                        .activeOrganization())
                .isEqualTo(new ActiveOrganization.Proved("ba-acme"));
    }

    @Test
    void no_session_waits_for_no_membership() throws Exception {
        assertThat(services(NEVER).session(cookie("of-nobody"), exchange)).isEmpty();
    }
}
