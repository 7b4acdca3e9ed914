package dev.crowai.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Deadline;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.upstream.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionLookupsTest {
    private static final Services SERVICES = Services.of(Environment.LOCAL, Map.of(), Map.of());
    private static final Credential.SessionCookie ANN =
            new Credential.SessionCookie(Secret.of("better-auth.session_token=ann.sig"));
    private static final String BODY = "{\"user\":{\"id\":\"ann\"},\"session\":{\"activeOrganizationId\":\"ba-acme\"}}";

    private static final PlatformSecrets SECRETS =
            new PlatformSecrets(Secret.of("the-internal-key"), Optional.empty(), Optional.empty(), Optional.empty());

    private static Response answer(String path) {
        return path.endsWith("get-active-member")
                ? Response.json(200, "{\"id\":\"m1\",\"organizationId\":\"ba-acme\"}")
                : Response.json(200, BODY).with("set-auth-jwt", "a.b.c");
    }

    private IdentityService services(Upstream upstream, Executor executor) {
        return new HttpIdentityService(
                SERVICES.auth(), SERVICES.organizations(), SERVICES.users(), upstream, () -> SECRETS, executor);
    }

    @Test
    void session_and_membership_are_asked_for_at_the_same_time() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Upstream upstream = call -> {
            both.countDown();
            if (!awaited(both)) {
                return Response.of(500);
            }
            return answer(call.uri().getPath());
        };
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Optional<IdentityService.Session> session =
                    services(upstream, executor).session(ANN, Exchanges.get("/api/v1/products/x"));

            assertThat(session.orElseThrow().activeOrganization()).isEqualTo(new ActiveOrganization.Proved("ba-acme"));
        }
    }

    private static Exchange outOfTime() {
        return Exchanges.of(
                Exchanges.get("/api/v1/products/x").request(),
                Deadline.in(Duration.ZERO, Exchanges.CLOCK),
                new RequestRecord(() -> 0L));
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void a_membership_that_is_not_known_in_time_fails_the_lookup() {
        Executor never = _ -> {};
        IdentityService services = services(call -> answer(call.uri().getPath()), never);

        assertThatThrownBy(() -> services.session(ANN, outOfTime()))
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
        Executor never = _ -> {};
        IdentityService services = services(_ -> Response.json(200, "null"), never);

        assertThat(services.session(ANN, Exchanges.get("/api/v1/products/x"))).isEmpty();
    }
}
