package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.gateway.SpecificationModel.Caller;
import dev.crowai.gateway.gateway.SpecificationModel.Target;
import dev.crowai.gateway.http.Body;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Random sequences over three instances on one table, beside {@link SpecificationModel}: every response has a status
 * that the model allows, every read shows the last write, and nothing reaches a service as anyone but its caller.
 */
class SpecificationModelTest {
    private static final int INSTANCES = 3;
    private static final List<String> ADDRESSES = List.of("203.0.113.1", "203.0.113.2");
    private static final String LIMITS =
            "{\"standard\":{\"limit\":%d,\"window\":120},\"caller\":{\"limit\":%d,\"window\":120}}"
                    .formatted(SpecificationModel.STANDARD_LIMIT, SpecificationModel.CALLER_LIMIT);

    enum Event {
        SIGN_OUT,
        SIGN_OUT_ELSEWHERE,
        REMOVE_ANN_ELSEWHERE,
        WAIT_7_SECONDS,
        WAIT_A_MINUTE,
        TABLE_FAILS_ONCE
    }

    /** One request, or an event in its place. */
    record Step(int instance, String address, Caller caller, Target target, Optional<Event> event) {}

    /** The gateways and the services of one sequence. */
    private static final class World {
        private final SpecificationModel model = new SpecificationModel();
        private final StoreDouble table = new StoreDouble(() -> now());
        private final Fleet fleet =
                Fleet.on(table, new InMemoryStore(() -> now(), 1000)).with("RATE_LIMITS", LIMITS);
        private final List<TestGateway> instances = List.of(fleet.start(), fleet.start(), fleet.start());
        private Instant now = Fleet.START;

        /** An instance leaves a failing table alone for a moment, and counts by itself meanwhile. */
        private boolean tableFailed;

        private World() {
            fleet.platform().onForward(this::answer).signIn("carol.sig", "carol");
            fleet.platform().setActive("carol.sig", "\"ba-acme\"");
            fleet.platform().setMemberships("carol", "ba-acme");
        }

        private Instant now() {
            return now;
        }

        /** Tells whose request it was and how often the organization has been written. */
        private Response answer(Call call) {
            String organization = call.headers().first("X-Organization-Id").orElse("");
            if (call.uri().getPath().endsWith("/sign-out")) {
                return Response.json(200, "{}");
            }
            if (call.method() == Method.POST) {
                model.write(organization);
                return Response.json(200, "{}");
            }
            boolean shared = call.uri().getPath().endsWith("/shared");
            String user = shared ? "all" : call.headers().first("X-User-Id").orElse("");
            boolean products = call.uri().getPath().contains("/products/");
            Response response = Response.json(200, content(products, organization, user));
            return shared ? response.with("Cache-Control", "public, max-age=300") : response;
        }

        /** A write to the products changes nothing of the other services. */
        private String content(boolean products, String organization, String user) {
            return "%s/%s/%d".formatted(organization, user, products ? model.version(organization) : 0);
        }

        private void play(Step step) {
            step.event().ifPresentOrElse(event -> happen(event, step), () -> request(step));
        }

        private void happen(Event event, Step step) {
            switch (event) {
                case SIGN_OUT -> signOut(step);
                case SIGN_OUT_ELSEWHERE -> signOutElsewhere(step.caller());
                case REMOVE_ANN_ELSEWHERE -> {
                    fleet.platform().setMemberships("ann");
                    model.removeElsewhere(Caller.ANN, now);
                }
                case WAIT_7_SECONDS -> pass(Duration.ofSeconds(7));
                case WAIT_A_MINUTE -> pass(Duration.ofMinutes(1).plusMillis(1));
                case TABLE_FAILS_ONCE -> {
                    table.failNext(1, "get");
                    tableFailed = true;
                }
            }
        }

        private void signOut(Step step) {
            Caller caller = step.caller();
            if (caller.canSignOut()) {
                endSession(caller);
                instances.get(step.instance()).post("/api/v1/auth/sign-out", "{}", caller.field, caller.value);
                model.signOut(caller, step.instance(), now);
            }
        }

        private void signOutElsewhere(Caller caller) {
            if (caller.canSignOut()) {
                endSession(caller);
                model.signOutElsewhere(caller, now);
            }
        }

        private void endSession(Caller caller) {
            fleet.platform().signOut(caller.user + ".sig");
        }

        private void pass(Duration time) {
            now = now.plus(time);
            fleet.advance(time);
        }

        private void request(Step step) {
            Caller caller = step.caller();
            Target target = step.target();
            fleet.platform().forgetCalls();
            Response response = send(step);

            assertLimit(step, response);
            if (response.status() != 429) {
                assertThat(response.status()).isIn(model.statuses(caller, target, step.instance(), now));
            }
            assertForwarded(step, response);
            if (response.status() == 200 && target != Target.WRITE) {
                assertContent(step, response);
            }
        }

        private Response send(Step step) {
            Caller caller = step.caller();
            boolean write = step.target() == Target.WRITE;
            return instances
                    .get(step.instance())
                    .from(
                            step.address(),
                            write ? Method.POST : Method.GET,
                            step.target().path,
                            write ? Body.of("{}") : Body.EMPTY,
                            caller.field,
                            caller == Caller.ANNS_JWT ? "Bearer " + jwt() : caller.value,
                            "X-Organization-Id",
                            caller == Caller.SERVICE ? Platform.ACME : Platform.BETA);
        }

        private String jwt() {
            return fleet.platform().jwt("ann", claims -> claims.withClaim("organizationId", Platform.ACME));
        }

        private void assertLimit(Step step, Response response) {
            Optional<String> policy =
                    response.header("RateLimit").map(value -> value.substring(1, value.indexOf('"', 1)));
            if (step.caller() == Caller.SERVICE) {
                assertThat(policy).isEmpty();
                return;
            }
            boolean own = policy.equals(Optional.of("caller"));
            assertThat(policy).isPresent();
            String bucket = own ? step.address() + " " + step.caller().user : step.address();
            int limit = own ? SpecificationModel.CALLER_LIMIT : SpecificationModel.STANDARD_LIMIT;
            boolean refused = response.status() == 429;
            if (!refused
                    && step.caller().isKnown()
                    && model.isSignedIn(step.caller(), step.instance(), now).orElse(false)) {
                assertThat(own).isTrue();
            }
            if (own) {
                assertThat(step.caller().isKnown()).isTrue();
                prove(step.caller());
            } else if (refused && model.isProved(step.caller()) && !tableFailed) {
                assertThat(model.isSignedIn(step.caller(), step.instance(), now))
                        .isNotEqualTo(Optional.of(true));
            }
            if (refused) {
                assertThat(model.mayBeOver(bucket, limit, now)).isTrue();
            } else if (!tableFailed && model.mustBeOver(bucket, limit, now)) {
                assertThat(response.status()).isIn(401, 403);
            } else {
                model.count(bucket, now);
            }
        }

        /** A JWT is known as good where it verifies without a fetch only: not on an instance that has no keys yet. */
        private void prove(Caller caller) {
            if (caller != Caller.ANNS_JWT) {
                model.prove(caller);
            }
        }

        /** Whom the service takes the caller for. */
        private void assertForwarded(Step step, Response response) {
            List<Call> forwarded = fleet.platform().forwarded();
            assertThat(forwarded).hasSizeLessThanOrEqualTo(response.status() == 200 ? 1 : 0);
            forwarded.forEach(call -> {
                assertThat(call.headers().first("X-User-Id").orElse("")).isIn(users(step));
                assertThat(call.headers().first("X-Organization-Id").orElse("")).isIn(organizations(step));
            });
        }

        private Set<String> users(Step step) {
            return model.isSignedIn(step.caller(), step.instance(), now)
                    .map(in -> Set.of(in ? step.caller().user : ""))
                    .orElseGet(() -> Set.of(step.caller().user, ""));
        }

        private Set<String> organizations(Step step) {
            boolean certain = step.caller() != Caller.ANN
                    && model.isSignedIn(step.caller(), step.instance(), now).equals(Optional.of(true));
            return certain ? Set.of(step.caller().organization) : Set.of("", step.caller().organization);
        }

        private void assertContent(Step step, Response response) {
            Set<String> users = step.target() == Target.SHARED ? Set.of("all") : users(step);
            boolean products = step.target().path.contains("/products/");
            assertThat(response.body().utf8().orElseThrow())
                    .isIn(organizations(step).stream()
                            .flatMap(organization -> users.stream().map(user -> content(products, organization, user)))
                            .toList());
        }
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        Arbitrary<Optional<Event>> events = Arbitraries.of(Event.class).optional(0.2);
        return Combinators.combine(
                        Arbitraries.integers().between(0, INSTANCES - 1),
                        Arbitraries.of(ADDRESSES),
                        Arbitraries.of(Caller.class),
                        Arbitraries.of(Target.class),
                        events)
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void every_sequence_keeps_to_the_model(@ForAll("sequences") List<Step> steps) {
        play(steps);
    }

    static void play(List<Step> steps) {
        World world = new World();
        steps.forEach(world::play);
    }
}
