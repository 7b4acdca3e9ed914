package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.HandMovedClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody gets an answer that is not their own (SPEC "Response cache"). */
class CacheIsolationTest {
    private static final String PATH = "/api/v1/products";
    private static final String UUID = Asking.OTHER_ORGANIZATION;

    private final HandMovedClock clock = new HandMovedClock();
    private final StoreDouble store = new StoreDouble(clock);
    private final CacheResponses cache = new CacheResponses(store, clock);
    private final ScriptedService service = new ScriptedService();

    private Response ask(Asking asking) {
        return cache.handle(asking.exchange(clock), service);
    }

    private String outcome(Asking asking) {
        return ask(asking).header("X-Cache").orElseThrow();
    }

    static Stream<Arguments> different_callers() {
        Asking user = Asking.get(PATH);
        Asking jwt = user.by(Asking.JWT_USER);
        Identity active =
                new Identity.SessionUser("user-1", new ActiveOrganization.Proved("org-a"), Secret.of("jwt.of.user-1"));
        Identity otherActive =
                new Identity.SessionUser("user-1", new ActiveOrganization.Proved("org-b"), Secret.of("jwt.of.user-1"));
        return Stream.of(
                arguments("two organizations", user, user.in(Asking.OTHER_ORGANIZATION)),
                arguments("two users of one organization", user, user.by(Asking.COLLEAGUE)),
                arguments("a user with and without organization", user, user.withoutOrganization()),
                arguments(
                        "two users without organization",
                        user.withoutOrganization(),
                        user.by(Asking.COLLEAGUE).withoutOrganization()),
                arguments("an organization that is called like none", user.withoutOrganization(), user.in("-")),
                arguments("a session and an API key of one user", user, user.by(Asking.KEY)),
                arguments("two API keys of one user", user.by(Asking.KEY), user.by(Asking.OTHER_KEY)),
                arguments("a session and a JWT of one user", user, jwt),
                arguments("two active organizations of one user", user.by(active), user.by(otherActive)),
                arguments("a service of the platform and a user", user.by(Asking.INTERNAL), user),
                arguments(
                        "services of the platform with and without a JWT",
                        user.by(Asking.INTERNAL),
                        user.by(new Identity.InternalCaller(
                                Optional.of(Asking.ORGANIZATION), Optional.of(Secret.of("a.b.c")), Optional.empty()))),
                arguments(
                        "services of the platform with a JWT and with a key",
                        user.by(new Identity.InternalCaller(
                                Optional.of(Asking.ORGANIZATION), Optional.of(Secret.of("crow_x")), Optional.empty())),
                        user.by(new Identity.InternalCaller(
                                Optional.of(Asking.ORGANIZATION),
                                Optional.empty(),
                                Optional.of(Secret.of("crow_x"))))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("different_callers")
    void gives_no_caller_the_answer_of_another(String name, Asking one, Asking other) {
        service.ok("own");
        ask(one);

        assertThat(outcome(other)).isEqualTo("MISS");
        assertThat(outcome(one)).isEqualTo("HIT");
        assertThat(outcome(other)).isEqualTo("HIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max-age=600", "no-cache, max-age=600", "must-revalidate, max-age=600"})
    void stores_nothing_for_an_anonymous_caller_that_the_service_does_not_call_shared(String control) {
        if (control.isEmpty()) {
            service.ok("of one client", "ETag", "\"1\"");
        } else {
            service.ok("of one client", "ETag", "\"1\"", "Cache-Control", control);
        }
        Asking neighbour = Asking.get(PATH).by(Asking.ANONYMOUS).withoutOrganization();

        Response first = ask(neighbour);

        assertThat(first.header("Cache-Status")).contains("crow; fwd=uri-miss; detail=anonymous");
        assertThat(outcome(neighbour)).isEqualTo("MISS");
        assertThat(store.items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "s-maxage=600"})
    void gives_anonymous_callers_what_the_service_calls_shared(String control) {
        service.ok("of everybody", "Cache-Control", control);
        Asking one = Asking.get(PATH).by(Asking.ANONYMOUS).withoutOrganization();
        Asking other = Asking.get(PATH).by(Asking.OTHER_ANONYMOUS).withoutOrganization();
        ask(one);

        assertThat(outcome(one)).isEqualTo("HIT");
        assertThat(outcome(other)).isEqualTo("HIT");
    }

    static Stream<Arguments> ambiguous_requests() {
        return Stream.of(
                arguments(
                        Asking.get(PATH + "/x:" + UUID), Asking.get(PATH + "/x").in(UUID)),
                arguments(
                        Asking.get(PATH + "/x:" + UUID), Asking.get(PATH + "/x").in(UUID + ":" + Asking.ORGANIZATION)),
                arguments(Asking.get(PATH + "/x%3A" + UUID), Asking.get(PATH + "/x:" + UUID)),
                arguments(Asking.get(PATH + "/x%253A" + UUID), Asking.get(PATH + "/x%3A" + UUID)),
                arguments(Asking.get(PATH).query("x=%003A"), Asking.get(PATH).query("x=:")),
                arguments(Asking.get(PATH).in("%003A"), Asking.get(PATH).in(":")),
                arguments(Asking.get(PATH + "/a").query("b"), Asking.get(PATH + "/a%3Fb")),
                arguments(
                        Asking.get(PATH).query("x=:" + UUID),
                        Asking.get(PATH).query("x=").in(UUID)),
                arguments(
                        Asking.get(PATH).query("x=%3A" + UUID), Asking.get(PATH).query("x=:" + UUID)),
                arguments(Asking.get(PATH).query("a=1&b=2"), Asking.get(PATH).query("b=2&a=1")),
                arguments(Asking.get(PATH).query("a=%41"), Asking.get(PATH).query("a=A")),
                arguments(Asking.get(PATH).query("a=%c3%a9"), Asking.get(PATH).query("a=%C3%A9")),
                arguments(Asking.get(PATH).query("a=\ud800"), Asking.get(PATH).query("a=\udbff")),
                arguments(Asking.get(PATH).query("a"), Asking.get(PATH)),
                arguments(Asking.get(PATH + "/"), Asking.get(PATH)),
                arguments(Asking.get(PATH + "//x"), Asking.get(PATH + "/x")),
                arguments(Asking.get(PATH + "/X"), Asking.get(PATH + "/x")),
                arguments(Asking.get("/api/v1/products"), Asking.get("/api/v2/products")),
                arguments(Asking.get("/api/v1/products"), Asking.get("/api/v01/products")),
                arguments(Asking.get("/api/v1/users/x"), Asking.get("/api/v1/organizations/x")),
                arguments(
                        Asking.get("/api/v1/users/" + "x".repeat(3000)),
                        Asking.get("/api/v1/users/" + "x".repeat(2999) + "y")));
    }

    @ParameterizedTest
    @MethodSource("ambiguous_requests")
    void takes_no_request_for_another(Asking one, Asking other) {
        service.ok("body", "Cache-Control", "public, max-age=60");
        ask(one);

        assertThat(outcome(other)).isEqualTo("MISS");
        assertThat(outcome(one)).isEqualTo("HIT");
    }

    static Stream<Arguments> sharing() {
        Asking user = Asking.get(PATH);
        return Stream.of(
                arguments("a colleague", user, user.by(Asking.COLLEAGUE), "HIT"),
                arguments("a colleague's API key", user, user.by(Asking.OTHER_KEY), "HIT"),
                arguments("another organization", user, user.in(Asking.OTHER_ORGANIZATION), "MISS"),
                arguments("nobody's organization", user, user.withoutOrganization(), "MISS"),
                arguments("a service of the platform", user, user.by(Asking.INTERNAL), "MISS"),
                arguments("a user, after a service of the platform", user.by(Asking.INTERNAL), user, "MISS"),
                arguments(
                        "another anonymous caller",
                        user.by(Asking.ANONYMOUS).withoutOrganization(),
                        user.by(Asking.OTHER_ANONYMOUS).withoutOrganization(),
                        "HIT"));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("sharing")
    void shares_within_an_organization_what_the_service_calls_public(
            String name, Asking one, Asking other, String outcome) {
        service.ok("everybody's", "Cache-Control", "public, max-age=60");
        ask(one);

        assertThat(outcome(other)).isEqualTo(outcome);
    }

    @Test
    void shares_an_answer_with_a_shared_lifetime() {
        service.ok("everybody's", "Cache-Control", "s-maxage=60");
        ask(Asking.get(PATH));

        assertThat(outcome(Asking.get(PATH).by(Asking.COLLEAGUE))).isEqualTo("HIT");
    }

    @Test
    void shares_nothing_that_varies_by_who_asks() {
        for (String field : List.of("Authorization", "Cookie", "X-User-Id", "x-api-key, Accept")) {
            ScriptedService varying =
                    new ScriptedService().ok("one's", "Cache-Control", "public, max-age=60", "Vary", field);
            Asking asking = Asking.get(PATH).query(field);
            cache.handle(asking.exchange(clock), varying);

            assertThat(cache.handle(asking.by(Asking.COLLEAGUE).exchange(clock), varying)
                            .header("X-Cache"))
                    .as(field)
                    .contains("MISS");
        }
    }

    @Test
    void stores_nothing_that_varies_by_what_the_gateway_writes() {
        service.ok("body", "Vary", "X-Forwarded-For");

        assertThat(ask(Asking.get(PATH)).header("Cache-Status")).contains("crow; fwd=uri-miss; detail=vary");
    }

    @Test
    void shows_no_shared_answer_to_a_caller_without_organization_who_has_written() {
        service.ok("old", "Cache-Control", "public, max-age=600").status(200).ok("new");
        Asking anonymous = Asking.get(PATH).by(Asking.ANONYMOUS).withoutOrganization();
        Asking other = anonymous.by(Asking.OTHER_ANONYMOUS).from("198.51.100.9");
        ask(other);
        ask(Asking.of(Method.POST, PATH).by(Asking.ANONYMOUS).withoutOrganization());

        Response renewed = ask(anonymous.by(
                new Identity.Anonymous(Optional.of("anonymous-one"), Optional.of(Secret.of("the.renewed.token")))));

        assertThat(renewed.body().utf8()).contains("new");
        assertThat(ask(other).body().utf8()).contains("old");
    }

    @Test
    void lets_a_user_without_organization_see_a_write_made_with_another_credential() {
        service.ok("old").status(200).ok("new");
        Asking session = Asking.get("/api/v1/users/me").withoutOrganization();
        ask(session);
        ask(Asking.of(Method.PATCH, "/api/v1/users/me").by(Asking.JWT_USER).withoutOrganization());

        assertThat(ask(session).body().utf8()).contains("new");
    }

    @Test
    void tells_no_credential_user_or_query_in_the_keys_of_the_table() {
        service.ok("body", "Vary", "Cookie, X-Secret");
        for (Identity identity : List.of(Asking.USER, Asking.KEY, Asking.JWT_USER, Asking.ANONYMOUS, Asking.INTERNAL)) {
            Asking asking = Asking.get(PATH, "Cookie", "session=abc", "X-Secret", "hidden")
                    .query("token=in-the-query")
                    .by(identity);
            ask(asking);
            ask(Asking.of(Method.POST, PATH).by(identity).withoutOrganization());
        }

        assertThat(store.items()).hasSizeGreaterThan(5).allSatisfy(item -> {
            String all = item.key() + new String(item.value(), StandardCharsets.ISO_8859_1);
            assertThat(all)
                    .doesNotContain(
                            "user-1", "crow_", "jwt", "anonymous.one", "in-the-query", "abc", "hidden", "203.0");
        });
    }
}
