package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Random sequences of reads, writes, sign-outs and time over three instances on one table, beside a model of a few
 * lines: who is signed in, and how often each organization was written (SPEC "Remembering identities", "Response
 * cache").
 */
class ModelPropertyTest {
    private static final int INSTANCES = 3;

    /** A sign-out that does not pass through the gateway is seen everywhere within this. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(60);

    /** One that passes through it is seen at once on its own instance, and within this on the others. */
    private static final Duration IN_MEMORY = Duration.ofSeconds(30);

    enum Who {
        ANN("Cookie", "better-auth.session_token=ann.sig", "ann", Platform.ACME),
        ANNS_KEY("X-API-Key", "crow_ann", "ann", Platform.ACME),
        BOB("Cookie", "better-auth.session_token=bob.sig", "bob", Platform.BETA);

        private final String field;
        private final String value;
        private final String user;
        private final String organization;

        Who(String field, String value, String user, String organization) {
            this.field = field;
            this.value = value;
            this.user = user;
            this.organization = organization;
        }

        private boolean hasSession() {
            return field.equals("Cookie");
        }
    }

    enum What {
        READ,
        READ_SHARED,
        WRITE,
        SIGN_OUT,
        SIGN_OUT_ELSEWHERE,
        WAIT_7_SECONDS,
        WAIT_A_MINUTE,
        TABLE_FAILS_ONCE
    }

    record Step(int instance, Who who, What what) {}

    /** A sign-out through the gateway. */
    private record SignOut(TestGateway instance, Instant at) {}

    /** What must be so. */
    private static final class Model {
        private final Map<String, Integer> versions = new HashMap<>();
        private final Map<Who, SignOut> signedOut = new HashMap<>();
        private final Map<Who, Instant> signedOutElsewhere = new HashMap<>();

        private int version(String organization) {
            return versions.getOrDefault(organization, 0);
        }

        private boolean mustBeKnown(Who who) {
            return !signedOut.containsKey(who) && !signedOutElsewhere.containsKey(who);
        }

        private boolean mustBeUnknown(Who who, TestGateway instance, Instant now) {
            boolean evicted = Optional.ofNullable(signedOut.get(who))
                    .filter(out -> out.instance().equals(instance)
                            || now.isAfter(out.at().plus(IN_MEMORY)))
                    .isPresent();
            return evicted
                    || Optional.ofNullable(signedOutElsewhere.get(who))
                            .filter(at -> now.isAfter(at.plus(SEEN_WITHIN)))
                            .isPresent();
        }
    }

    /** The gateways and the services of one sequence. */
    private static final class World {
        private final Model model = new Model();
        private final StoreDouble table;
        private final Fleet fleet;
        private final List<TestGateway> instances;
        private Instant now = Fleet.START;

        private World() {
            table = new StoreDouble(() -> now);
            fleet = Fleet.on(table, new InMemoryStore(() -> now, 1000)).with("RATE_LIMIT_MODE", "off");
            fleet.platform().onForward(this::answer);
            instances = List.of(fleet.start(), fleet.start(), fleet.start());
        }

        /** Tells whose request it was and how often the organization has been written. */
        private Response answer(Call call) {
            String organization = call.headers().first("X-Organization-Id").orElse("none");
            if (call.uri().getPath().endsWith("/sign-out")) {
                return Response.json(200, "{}");
            }
            if (call.method() == Method.POST) {
                model.versions.merge(organization, 1, Integer::sum);
                return Response.json(200, "{}");
            }
            boolean shared = call.uri().getPath().endsWith("/shared");
            String user = shared ? "all" : call.headers().first("X-User-Id").orElse("none");
            Response response = Response.json(200, organization + " " + user + " " + model.version(organization));
            return shared ? response.with("Cache-Control", "public, max-age=300") : response;
        }

        private void play(Step step) {
            TestGateway instance = instances.get(step.instance());
            Who who = step.who();
            switch (step.what()) {
                case READ -> read(instance, who, "/api/v1/products/own", who.user);
                case READ_SHARED -> read(instance, who, "/api/v1/products/shared", "all");
                case WRITE -> write(instance, who);
                case SIGN_OUT -> signOut(instance, who);
                case SIGN_OUT_ELSEWHERE -> signOutElsewhere(who);
                case WAIT_7_SECONDS -> pass(Duration.ofSeconds(7));
                case WAIT_A_MINUTE -> pass(SEEN_WITHIN.plusMillis(1));
                case TABLE_FAILS_ONCE -> table.failNext(1, "get");
            }
        }

        private void read(TestGateway instance, Who who, String path, String user) {
            fleet.platform().forgetCalls();
            Response response = instance.get(path, who.field, who.value);
            assertStatus(instance, who, response);
            if (response.status() == 200) {
                assertThat(response.body().utf8())
                        .contains(who.organization + " " + user + " " + model.version(who.organization));
            }
            assertForwarded(who);
        }

        private void write(TestGateway instance, Who who) {
            fleet.platform().forgetCalls();
            int before = model.version(who.organization);
            Response response = instance.post("/api/v1/products", "{}", who.field, who.value);
            assertStatus(instance, who, response);
            assertThat(model.version(who.organization)).isEqualTo(before + (response.status() == 200 ? 1 : 0));
            assertForwarded(who);
        }

        private void signOut(TestGateway instance, Who who) {
            if (who.hasSession()) {
                endSession(who);
                instance.post("/api/v1/auth/sign-out", "{}", who.field, who.value);
                model.signedOut.putIfAbsent(who, new SignOut(instance, now));
            }
        }

        private void signOutElsewhere(Who who) {
            if (who.hasSession()) {
                endSession(who);
                model.signedOutElsewhere.putIfAbsent(who, now);
            }
        }

        private void endSession(Who who) {
            fleet.platform().signOut(who.user + ".sig");
        }

        private void pass(Duration time) {
            now = now.plus(time);
            fleet.advance(time);
        }

        private void assertStatus(TestGateway instance, Who who, Response response) {
            assertThat(response.status()).isIn(200, 401);
            if (model.mustBeKnown(who)) {
                assertThat(response.status()).isEqualTo(200);
            }
            if (model.mustBeUnknown(who, instance, now)) {
                assertThat(response.status()).isEqualTo(401);
            }
        }

        /** Nothing goes out as anyone but the caller. */
        private void assertForwarded(Who who) {
            fleet.platform().forwarded().forEach(call -> {
                assertThat(call.headers().first("X-User-Id")).contains(who.user);
                assertThat(call.headers().first("X-Organization-Id")).contains(who.organization);
            });
        }
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        Arbitrary<What> often = Arbitraries.of(What.READ, What.READ_SHARED, What.WRITE);
        Arbitrary<What> what = Arbitraries.oneOf(often, Arbitraries.of(What.class));
        return Combinators.combine(Arbitraries.integers().between(0, INSTANCES - 1), Arbitraries.of(Who.class), what)
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(40);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void every_sequence_keeps_to_the_model(@ForAll("sequences") List<Step> steps) {
        World world = new World();
        steps.forEach(world::play);
    }
}
