package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.HandMovedClock;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.upstream.Call;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Over random sequences of sign-ins, sign-outs, removals, revocations, rotations and requests on three instances with
 * one table: nothing is forwarded with an identity that ended longer ago than SPEC "Remembering identities" allows.
 */
class IdentityAgePropertyTest {
    private static final int INSTANCES = 3;

    /** An end that did not pass through the gateway is seen everywhere within this. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(60);

    /** One that passed through another instance is seen within this. */
    private static final Duration IN_MEMORY = Duration.ofSeconds(30);

    enum Who {
        ANN("ba-acme", Platform.ACME),
        BOB("ba-beta", Platform.BETA);

        private final String authId;
        private final String organization;

        Who(String authId, String organization) {
            this.authId = authId;
            this.organization = organization;
        }

        private String user() {
            return this == ANN ? "ann" : "bob";
        }

        private String key() {
            return "crow_of_" + user();
        }
    }

    enum What {
        REQUEST,
        REQUEST_WITH_AN_OLD_SESSION,
        REQUEST_WITH_A_KEY,
        SIGN_IN,
        SIGN_OUT,
        SIGN_OUT_ELSEWHERE,
        REMOVE_FROM_ORGANIZATION,
        REMOVE_FROM_ORGANIZATION_ELSEWHERE,
        JOIN_ELSEWHERE,
        REVOKE_KEY,
        REVOKE_KEY_ELSEWHERE,
        ROTATE_INTERNAL_KEY,
        WAIT_7_SECONDS,
        WAIT_A_MINUTE
    }

    record Step(int instance, Who who, What what) {}

    /**
     * The end of a session, a membership or a key.
     *
     * @param instance through which it passed; empty when it passed through none
     */
    private record End(Instant at, Optional<Integer> instance) {
        boolean mustBeSeen(int by, Instant now) {
            return instance.map(through -> through == by || now.isAfter(at.plus(IN_MEMORY)))
                    .orElseGet(() -> now.isAfter(at.plus(SEEN_WITHIN)));
        }
    }

    /** The gateways, the services and what has ended. */
    private static final class World {
        /** Every request goes to the service. */
        private static final Response ANSWER = Response.json(200, "{}").with("Cache-Control", "no-store");

        private final HandMovedClock clock = new HandMovedClock();
        private final InMemoryStore table = new InMemoryStore(clock, 100_000);
        private final Platform platform = new Platform(clock);
        private final Map<String, End> ends = new HashMap<>();
        private final Map<Who, String> sessions = new EnumMap<>(Who.class);
        private final Map<Who, String> oldSessions = new EnumMap<>(Who.class);
        private final List<Gateway> gateways;
        private String internalKey = Platform.INTERNAL_KEY;
        private int tokens;

        private World() {
            gateways = IntStream.range(0, INSTANCES).mapToObj(_ -> start()).toList();
            platform.on("/api/v1/auth/api-key/verify", this::verify);
            platform.onForward(ANSWER);
            for (Who who : Who.values()) {
                platform.setMemberships(who.user(), who.authId);
                signIn(0, who);
            }
        }

        private Gateway start() {
            Settings settings = Settings.of(Map.of(
                    "ENVIRONMENT",
                    "dev",
                    "CACHE",
                    "crow-gateway",
                    "RATE_LIMIT_MODE",
                    "off",
                    "INTERNAL_GATEWAY_KEY",
                    Platform.INTERNAL_KEY,
                    "SERVICE_API_KEY_ORG_SERVICE",
                    Platform.SERVICE_KEY,
                    "CRAWLER_SERVICE_SECRET",
                    Platform.CRAWLER_SECRET));
            Ports ports = new Ports(
                    platform,
                    this::secrets,
                    table,
                    table,
                    new LinkedHashMap<>(),
                    clock,
                    System::nanoTime,
                    new SecureRandom(),
                    Runnable::run,
                    _ -> {},
                    Map.of(),
                    () -> false);
            return new Gateway(settings, ports);
        }

        private PlatformSecrets secrets() {
            return new PlatformSecrets(
                    Secret.of(internalKey),
                    Optional.empty(),
                    Optional.of(Secret.of(Platform.SERVICE_KEY)),
                    Optional.of(Secret.of(Platform.CRAWLER_SECRET)));
        }

        private Response verify(Call call) {
            String body = call.body().utf8().orElse("");
            for (Who who : Who.values()) {
                if (body.contains(who.key()) && !ends.containsKey(who.key())) {
                    return Response.json(
                            200,
                            "{\"valid\":true,\"key\":{\"id\":\"id-of-%s\",\"userId\":\"%s\",\"metadata\":null}}"
                                    .formatted(who.user(), who.user()));
                }
            }
            return Response.json(401, "{\"valid\":false}");
        }

        private void play(Step step) {
            int instance = step.instance();
            Who who = step.who();
            switch (step.what()) {
                case REQUEST -> request(instance, who, sessions.getOrDefault(who, "none"));
                case REQUEST_WITH_AN_OLD_SESSION -> request(instance, who, oldSessions.getOrDefault(who, "none"));
                case REQUEST_WITH_A_KEY -> requestWithKey(instance, who);
                case SIGN_IN -> signIn(instance, who);
                case SIGN_OUT -> {
                    endSession(who, Optional.of(instance));
                    send(instance, Method.POST, "/api/v1/auth/sign-out", "{}", cookie(sessions.getOrDefault(who, "")));
                }
                case SIGN_OUT_ELSEWHERE -> endSession(who, Optional.empty());
                case REMOVE_FROM_ORGANIZATION -> {
                    remove(who, Optional.of(instance));
                    platform.onForward(
                            _ -> Response.json(200, "{\"member\":{\"id\":\"m\",\"userId\":\"" + who.user() + "\"}}"));
                    send(instance, Method.POST, "/api/v1/auth/organization/remove-member", "{}", Headers.EMPTY);
                    platform.onForward(ANSWER);
                }
                case REMOVE_FROM_ORGANIZATION_ELSEWHERE -> remove(who, Optional.empty());
                case JOIN_ELSEWHERE -> {
                    platform.setMemberships(who.user(), who.authId);
                    ends.remove(who.authId);
                }
                case REVOKE_KEY -> {
                    ends.putIfAbsent(who.key(), new End(clock.instant(), Optional.of(instance)));
                    String body = "{\"keyId\":\"id-of-" + who.user() + "\"}";
                    send(instance, Method.POST, "/api/v1/auth/api-key/delete", body, Headers.EMPTY);
                }
                case REVOKE_KEY_ELSEWHERE -> ends.putIfAbsent(who.key(), new End(clock.instant(), Optional.empty()));
                case ROTATE_INTERNAL_KEY -> internalKey = "rotated-" + tokens++;
                case WAIT_7_SECONDS -> clock.moveSeconds(7);
                case WAIT_A_MINUTE -> clock.move(SEEN_WITHIN.plusMillis(1));
            }
        }

        private void signIn(int instance, Who who) {
            String token = "token" + tokens++ + ".sig";
            platform.signIn(token, who.user());
            platform.setActive(token, "\"" + who.authId + "\"");
            platform.onForward(_ -> Response.json(200, "{}")
                    .with("Set-Cookie", "better-auth.session_token=" + token + "; Path=/; HttpOnly"));
            send(instance, Method.POST, "/api/v1/auth/sign-in/email", "{}", Headers.EMPTY);
            platform.onForward(ANSWER);
            Optional.ofNullable(sessions.put(who, token)).ifPresent(old -> oldSessions.put(who, old));
        }

        private void endSession(Who who, Optional<Integer> instance) {
            String token = sessions.getOrDefault(who, "");
            platform.signOut(token);
            ends.putIfAbsent(token, new End(clock.instant(), instance));
        }

        private void remove(Who who, Optional<Integer> instance) {
            platform.setMemberships(who.user());
            ends.putIfAbsent(who.authId, new End(clock.instant(), instance));
        }

        private void request(int instance, Who who, String token) {
            Response response = send(instance, Method.GET, "/api/v1/users/me", "", cookie(token));
            assertThat(response.status()).isIn(200, 401);
            assertThat(platform.forwarded()).hasSize(response.status() == 200 ? 1 : 0);
            platform.forwarded().forEach(call -> assertIdentity(instance, who, call));
            if (response.status() == 200) {
                assertMayCount(token, instance);
            } else {
                assertThat(token.equals("none") || ends.containsKey(token)).isTrue();
            }
        }

        private void requestWithKey(int instance, Who who) {
            Headers key = Headers.of("X-API-Key", who.key());
            Response response = send(instance, Method.GET, "/api/v1/users/by-auth-id/" + who.user(), "", key);
            assertThat(response.status()).isIn(200, 401);
            platform.forwarded()
                    .forEach(call -> assertThat(call.headers().all("X-User-Id")).containsExactly(who.user()));
            if (response.status() == 200) {
                assertMayCount(who.key(), instance);
            } else {
                assertThat(ends).containsKey(who.key());
            }
        }

        private void assertIdentity(int instance, Who who, Call call) {
            Headers headers = call.headers();
            assertThat(headers.all("X-User-Id")).containsExactly(who.user());
            assertThat(headers.all("X-Internal-Key")).containsExactly(internalKey);
            Optional<String> organization = headers.first("X-Organization-Id");
            if (organization.isPresent()) {
                assertThat(organization).contains(who.organization);
                assertMayCount(who.authId, instance);
            }
        }

        /** A session, membership or key that has ended may count for as long as SPEC says. */
        private void assertMayCount(String what, int instance) {
            assertThat(Optional.ofNullable(ends.get(what)).filter(end -> end.mustBeSeen(instance, clock.instant())))
                    .as("%s still counts at %s", what, clock.instant())
                    .isEmpty();
        }

        private Response send(int instance, Method method, String target, String body, Headers headers) {
            platform.forgetCalls();
            Request request = Exchanges.request(method, target, headers, Body.of(body));
            return gateways.get(instance)
                    .handle(new Arrival(request, Optional.empty(), Exchanges.REQUEST_ID), Exchanges.TIME);
        }

        private static Headers cookie(String token) {
            return Headers.of("Cookie", "better-auth.session_token=" + token);
        }
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        Arbitrary<What> what = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(What.REQUEST, What.REQUEST_WITH_A_KEY)),
                Tuple.of(4, Arbitraries.of(What.class)));
        return Combinators.combine(Arbitraries.integers().between(0, INSTANCES - 1), Arbitraries.of(Who.class), what)
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(50);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void nothing_is_forwarded_with_an_identity_that_ended_too_long_ago(@ForAll("sequences") List<Step> steps) {
        World world = new World();
        steps.forEach(world::play);
    }
}
