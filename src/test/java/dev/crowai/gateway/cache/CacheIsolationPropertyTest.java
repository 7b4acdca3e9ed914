package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Over random sequences of requests of many callers: what comes from the store was stored for the same caller, or the
 * service called it shared, and it answers the same question (SPEC "Response cache").
 */
class CacheIsolationPropertyTest {
    private static final List<Identity> CALLERS = List.of(
            Asking.USER,
            Asking.COLLEAGUE,
            Asking.KEY,
            Asking.OTHER_KEY,
            Asking.JWT_USER,
            Asking.ANONYMOUS,
            Asking.OTHER_ANONYMOUS,
            Asking.INTERNAL,
            new Identity.SessionUser("user-1", new ActiveOrganization.Proved("org-a"), Secret.of("jwt.of.user-1")),
            new Identity.JwtUser("user-1", Optional.of("org-a"), Optional.empty(), Secret.of("another.jwt.value")),
            new Identity.InternalCaller(Optional.empty(), Optional.of(Secret.of("a.b.c")), Optional.empty()),
            new Identity.OpaqueCaller(Secret.of("Bearer camera-7")));
    private static final List<String> TARGETS = List.of(
            "/api/v1/products/x",
            "/api/v1/products/x?q=1",
            "/api/v1/products/x%3Fq=1",
            "/api/v2/products/x",
            "/api/v1/users/x");
    private static final List<String> ORGANIZATIONS = List.of("", Asking.ORGANIZATION, Asking.OTHER_ORGANIZATION, "-");
    private static final List<String> CONTROLS = List.of(
            "",
            "max-age=60",
            "public, max-age=60",
            "s-maxage=60",
            "private, max-age=60",
            "no-store",
            "no-cache, max-age=60");
    private static final List<String> VARIES =
            List.of("", "Accept", "Accept, X-Feature", "Cookie", "Authorization", "X-User-Id", "*");
    private static final List<String> FIELDS = List.of("Accept", "X-Feature", "Cookie", "Authorization");

    /** A request, what the service would respond to it, and the seconds before it. */
    record Step(Asking asking, String control, String vary, boolean tagged, boolean confirms, int pause) {}

    /** A response that the service has made. */
    private record Made(Asking asking, String control, String vary) {
        boolean isShared() {
            return control.contains("public") || control.contains("s-maxage");
        }

        boolean isPersonal() {
            return vary.contains("Cookie") || vary.contains("Authorization") || vary.contains("User-Id");
        }
    }

    /** Numbers its responses, and confirms those that it made for the same caller or calls shared. */
    private static final class Service implements Handler {
        private final List<Made> made = new ArrayList<>();
        private Optional<Step> step = Optional.empty();

        @Override
        public Response handle(Exchange exchange) {
            Step now = step.orElseThrow();
            Optional<Integer> known = exchange.request().header("If-None-Match").map(Service::number);
            if (known.isPresent() && now.confirms()) {
                Made old = made.get(known.get());
                assertThat(old.isShared() || isSame(old.asking(), now.asking())).isTrue();
                return Response.of(304).with("ETag", "\"" + known.get() + "\"");
            }
            made.add(new Made(now.asking(), now.control(), now.vary()));
            int number = made.size() - 1;
            Response response = Response.of(200).withBody(Body.of(Integer.toString(number)));
            response = now.tagged() ? response.with("ETag", "\"" + number + "\"") : response;
            response = now.control().isEmpty() ? response : response.with("Cache-Control", now.control());
            return now.vary().isEmpty() ? response : response.with("Vary", now.vary());
        }

        private static int number(String tag) {
            return Integer.parseInt(tag.replace("\"", ""));
        }
    }

    private static boolean isSame(Asking one, Asking other) {
        return one.identity().equals(other.identity()) && one.organization().equals(other.organization());
    }

    @Provide
    Arbitrary<Step> steps() {
        Arbitrary<Headers> headers = Arbitraries.of(FIELDS)
                .flatMap(name -> Arbitraries.of("1", "2").map(value -> Headers.of(name, value)))
                .list()
                .ofMaxSize(2)
                .map(all -> all.stream().reduce(Headers.EMPTY, Headers::plus));
        Arbitrary<Asking> askings = Combinators.combine(
                        Arbitraries.of(CALLERS),
                        Arbitraries.of(TARGETS),
                        Arbitraries.of(ORGANIZATIONS),
                        headers,
                        Arbitraries.of(Method.GET, Method.GET, Method.GET, Method.HEAD, Method.POST))
                .as(CacheIsolationPropertyTest::asking);
        return Combinators.combine(
                        askings,
                        Arbitraries.of(CONTROLS),
                        Arbitraries.of(VARIES),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(0, 0, 1, 50, 61))
                .as(Step::new);
    }

    private static Asking asking(Identity caller, String target, String organization, Headers headers, Method method) {
        String[] parts = target.split("\\?", 2);
        return new Asking(
                method,
                parts[0],
                parts.length > 1 ? parts[1] : "",
                headers,
                "",
                "203.0.113.7",
                caller,
                Optional.of(organization).filter(id -> !id.isEmpty()));
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void what_is_stored_is_for_the_same_caller_or_declared_shared(@ForAll("sequences") List<Step> steps) {
        HandMovedClock clock = new HandMovedClock();
        CacheResponses cache = new CacheResponses(new StoreDouble(clock), clock);
        Service service = new Service();
        for (Step step : steps) {
            clock.move(Duration.ofSeconds(step.pause()));
            service.step = Optional.of(step);
            int before = service.made.size();

            Response response = cache.handle(step.asking().exchange(clock), service);

            Optional<Integer> number =
                    response.body().utf8().filter(text -> !text.isEmpty()).map(Integer::parseInt);
            if (number.isPresent() && number.get() < before) {
                assertMayBeUsed(service.made.get(number.get()), step.asking());
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        return steps().list().ofMinSize(10).ofMaxSize(60);
    }

    private static void assertMayBeUsed(Made made, Asking asking) {
        assertThat(asking.path()).isEqualTo(made.asking().path());
        assertThat(asking.query()).isEqualTo(made.asking().query());
        assertThat(asking.organization()).isEqualTo(made.asking().organization());
        assertThat(isSame(made.asking(), asking) || (made.isShared() && !made.isPersonal()))
                .as("%s gets what %s was given", asking.identity(), made)
                .isTrue();
        assertThat(made.control()).doesNotContain("private", "no-store");
        assertThat(made.vary()).doesNotContain("*");
        if (asking.identity() instanceof Identity.Anonymous) {
            assertThat(made.isShared()).isTrue();
        }
        for (String field : FIELDS) {
            if (made.vary().contains(field)) {
                assertThat(Objects.equals(
                                asking.headers().joined(field),
                                made.asking().headers().joined(field)))
                        .as(field)
                        .isTrue();
            }
        }
    }
}
