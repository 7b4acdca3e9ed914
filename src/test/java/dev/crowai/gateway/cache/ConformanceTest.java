package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.HandMovedClock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Behaviour that the public tests for HTTP caches look at, as far as it applies to a shared cache with a place of its
 * own for every caller. Each case is a conversation: what the client sends, what the service would say, and whether
 * it was asked. What this cache leaves out on purpose is in the README.
 */
class ConformanceTest {
    private static final String PATH = "/api/v1/products/1";
    private static final String NOW = "Date: Mon, 02 Mar 2026 10:00:00 GMT";
    private static final String HOUR_AGO = "Last-Modified: Mon, 02 Mar 2026 09:00:00 GMT";

    enum Outcome {
        /** Answered without the service. */
        CACHED,
        /** The service made a whole answer. */
        ASKED,
        /** The service was asked by a validator. */
        VALIDATED
    }

    /**
     * One request and answer.
     *
     * @param pause seconds before it
     * @param service fields of the service's answer, if it is asked without a validator of its own
     */
    record Step(
            long pause,
            Method method,
            String query,
            String request,
            int serviceStatus,
            String service,
            Outcome outcome,
            int status,
            String answer) {

        Step after(long seconds) {
            return new Step(seconds, method, query, request, serviceStatus, service, outcome, status, answer);
        }

        Step by(Method other) {
            return new Step(pause, other, query, request, serviceStatus, service, outcome, status, answer);
        }

        Step at(String other) {
            return new Step(pause, method, other, request, serviceStatus, service, outcome, status, answer);
        }

        Step serviceSays(int other) {
            return new Step(pause, method, query, request, other, service, outcome, other, answer);
        }

        Step gives(int other) {
            return new Step(pause, method, query, request, serviceStatus, service, outcome, other, answer);
        }

        /** {@code name=value} of the answer, or {@code name} alone for a field that must not be there. */
        Step shows(String expected) {
            return new Step(pause, method, query, request, serviceStatus, service, outcome, status, expected);
        }
    }

    record Case(String name, List<Step> steps) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case check(String name, Step... steps) {
        return new Case(name, List.of(steps));
    }

    private static Step step(String request, String service, Outcome outcome) {
        return new Step(0, Method.GET, "", request, 200, service, outcome, 200, "");
    }

    /** The service's first answer. */
    private static Step says(String service) {
        return step("", service, Outcome.ASKED);
    }

    private static Step cached(String request) {
        return step(request, "", Outcome.CACHED);
    }

    private static Step asked(String request) {
        return step(request, "", Outcome.ASKED);
    }

    private static Step validated(String request) {
        return step(request, "", Outcome.VALIDATED);
    }

    static Stream<Case> cases() {
        return Stream.of(freshness(), parsing(), vary(), requests(), validation(), updates(), stale(), other())
                .flatMap(List::stream);
    }

    private static List<Case> freshness() {
        return List.of(
                check(
                        "reuses within max-age",
                        says("Cache-Control: max-age=3600"),
                        cached("").after(3)),
                check(
                        "does not reuse at max-age=0",
                        says("Cache-Control: max-age=0"),
                        asked("").after(3)),
                check(
                        "reuses with the largest max-age",
                        says("Cache-Control: max-age=2147483648"),
                        cached("").after(3)),
                check(
                        "reuses with an even larger one",
                        says("Cache-Control: max-age=99999999999"),
                        cached("").after(3)),
                check("heeds an Age above max-age", says("Cache-Control: max-age=10 | Age: 15 | " + NOW), asked("")),
                check(
                        "max-age beats a past Expires",
                        says("Cache-Control: max-age=3600 | Expires: Mon, 02 Mar 2026 07:00:00 GMT"),
                        cached("").after(3)),
                check(
                        "max-age beats an invalid Expires",
                        says("Cache-Control: max-age=3600 | Expires: 0"),
                        cached("").after(3)),
                check(
                        "max-age=0 beats a future Expires",
                        says("Cache-Control: max-age=0 | Expires: Tue, 03 Mar 2026 07:00:00 GMT"),
                        asked("").after(3)),
                check(
                        "reuses beside an unknown directive",
                        says("Cache-Control: foobar, max-age=3600"),
                        cached("").after(3)),
                check(
                        "reuses with s-maxage",
                        says("Cache-Control: s-maxage=3600"),
                        cached("").after(3)),
                check(
                        "prefers a shorter s-maxage",
                        says("Cache-Control: max-age=3600, s-maxage=1"),
                        asked("").after(3)),
                check(
                        "prefers it in any order",
                        says("Cache-Control: s-maxage=1, max-age=3600"),
                        asked("").after(3)),
                check(
                        "prefers it on another line",
                        says("Cache-Control: max-age=3600 | Cache-Control: s-maxage=1"),
                        asked("").after(3)),
                check(
                        "prefers a longer s-maxage",
                        says("Cache-Control: max-age=1, s-maxage=3600"),
                        cached("").after(3)),
                check(
                        "reuses before Expires",
                        says("Expires: Mon, 02 Mar 2026 11:00:00 GMT | " + NOW),
                        cached("").after(3)),
                check(
                        "does not reuse with a past Expires",
                        says("Expires: Mon, 02 Mar 2026 09:00:00 GMT | " + NOW),
                        asked("").after(3)),
                check(
                        "does not reuse when Expires is Date",
                        says("Expires: Mon, 02 Mar 2026 10:00:00 GMT | " + NOW),
                        asked("").after(3)),
                check(
                        "does not reuse when Expires is no date",
                        says("Expires: foo | " + NOW),
                        asked("").after(3)),
                check(
                        "counts Expires from an old Date",
                        says("Date: Mon, 02 Mar 2026 07:00:00 GMT | Expires: Mon, 02 Mar 2026 09:00:00 GMT"),
                        asked("").after(3)));
    }

    private static List<Case> parsing() {
        return List.of(
                check(
                        "ignores max-age in a quoted string before",
                        says("Cache-Control: extension=\"max-age=3600\", max-age=1"),
                        asked("").after(3)),
                check(
                        "ignores max-age in a quoted string behind",
                        says("Cache-Control: max-age=1, extension=\"max-age=3600\""),
                        asked("").after(3)),
                check(
                        "ignores an escaped quote",
                        says("Cache-Control: extension=\"a\\\"b, max-age=3600\", max-age=1"),
                        asked("").after(3)),
                check(
                        "ignores letter case",
                        says("Cache-Control: MaX-aGe=3600"),
                        cached("").after(3)),
                check(
                        "two max-age, fresh then stale",
                        says("Cache-Control: max-age=1800, max-age=1"),
                        asked("").after(3)),
                check(
                        "two max-age, stale then fresh",
                        says("Cache-Control: max-age=1 | Cache-Control: max-age=1800"),
                        asked("").after(3)),
                check(
                        "letters before a number",
                        says("Cache-Control: max-age=a3600"),
                        asked("").after(3)),
                check(
                        "letters after a number",
                        says("Cache-Control: max-age=3600a"),
                        asked("").after(3)),
                check(
                        "a decimal point",
                        says("Cache-Control: max-age=3600.0"),
                        asked("").after(3)),
                check(
                        "an Expires in lower case",
                        says("Expires: mon, 02 mar 2026 11:00:00 gmt | " + NOW),
                        cached("").after(3)),
                check(
                        "an Expires in upper case",
                        says("Expires: MON, 02 MAR 2026 11:00:00 GMT | " + NOW),
                        cached("").after(3)),
                check(
                        "an Expires in RFC 850's format and mixed case",
                        says("Expires: mONDAY, 02-mAR-26 11:00:00 gMT | " + NOW),
                        cached("").after(3)),
                check(
                        "an Expires in asctime's format and lower case",
                        says("Expires: mon mar  2 11:00:00 2026 | " + NOW),
                        cached("").after(3)),
                check(
                        "an Expires in the past and lower case",
                        says("Expires: mon, 02 mar 2026 09:00:00 gmt | " + NOW),
                        asked("").after(3)),
                check(
                        "an Expires of dashes and no comma",
                        says("Expires: Thu 18-Aug-2050 02:01:18 GMT"),
                        asked("").after(3)),
                check(
                        "an Expires in UTC",
                        says("Expires: Thu, 18 Aug 2050 02:01:18 UTC"),
                        asked("").after(3)),
                check(
                        "an Expires with a one-digit hour",
                        says("Expires: Thu, 18 Aug 2050 2:01:18 GMT"),
                        asked("").after(3)),
                check(
                        "an Age with a second value",
                        says("Cache-Control: max-age=3600 | Age: 7200 | Age: 0"),
                        asked("")),
                check(
                        "an Age below zero",
                        says("Cache-Control: max-age=3600 | Age: -7200"),
                        cached("").after(3)));
    }

    private static List<Case> vary() {
        return List.of(
                check("reuses when the field matches", step("Foo: 1", "Vary: Foo", Outcome.ASKED), cached("Foo: 1")),
                check("not when it differs", step("Foo: 1", "Vary: Foo", Outcome.ASKED), asked("Foo: 2")),
                check("not when it is missing", step("Foo: 1", "Vary: Foo", Outcome.ASKED), asked("")),
                check("not when it was missing", step("", "Vary: Foo", Outcome.ASKED), asked("Foo: 1")),
                check(
                        "other fields do not count",
                        step("Foo: 1 | Other: 2", "Vary: Foo", Outcome.ASKED),
                        cached("Foo: 1 | Other: 3")),
                check(
                        "two fields",
                        step("Foo: 1 | Bar: abc", "Vary: Foo, Bar", Outcome.ASKED),
                        cached("Bar: abc | Foo: 1"),
                        asked("Foo: 2 | Bar: abc")),
                check(
                        "three fields, one missing in both",
                        step("Foo: 1 | Baz: 789", "Vary: Foo, Bar, Baz", Outcome.ASKED),
                        cached("Foo: 1 | Baz: 789")),
                check(
                        "several lines as one list",
                        step("Foo: 1, 2", "Vary: Foo", Outcome.ASKED),
                        cached("Foo: 1 | Foo: 2")),
                check("a star", step("Foo: 1", "Vary: *", Outcome.ASKED), asked("Foo: 1")),
                check("two stars", step("Foo: 1", "Vary: * | Vary: *", Outcome.ASKED), asked("Foo: 1")),
                check("an empty element and a star", step("Foo: 1", "Vary: , *", Outcome.ASKED), asked("Foo: 1")),
                check("a field and a star", step("Foo: 1", "Vary: Foo, *", Outcome.ASKED), asked("Foo: 1")),
                check(
                        "languages side by side",
                        step("Accept-Language: de", "Vary: Accept-Language", Outcome.ASKED),
                        step("Accept-Language: en", "Vary: Accept-Language", Outcome.ASKED),
                        cached("Accept-Language: de"),
                        cached("Accept-Language: en")),
                check(
                        "origins side by side",
                        step("Origin: https://a", "Vary: Origin", Outcome.ASKED),
                        step("Origin: https://b", "Vary: Origin", Outcome.ASKED),
                        cached("Origin: https://a")),
                check(
                        "does not validate by the tag of another variant",
                        step("Foo: 1", "Vary: Foo | ETag: \"a\"", Outcome.ASKED),
                        asked("Foo: 2")));
    }

    private static List<Case> requests() {
        String fresh = "Cache-Control: max-age=3600";
        return List.of(
                check(
                        "max-age=0",
                        says(fresh),
                        asked("Cache-Control: max-age=0").after(3)),
                check(
                        "max-age=1",
                        says(fresh),
                        asked("Cache-Control: max-age=1").after(3)),
                check("max-age below the Age", says(fresh + " | Age: 1800"), asked("Cache-Control: max-age=600")),
                check(
                        "max-stale",
                        says("Cache-Control: max-age=1"),
                        cached("Cache-Control: max-stale=1000").after(3).shows("X-Cache=STALE")),
                check(
                        "max-stale with Age",
                        says("Cache-Control: max-age=1500 | Age: 2000"),
                        cached("Cache-Control: max-stale=1000")),
                check("min-fresh", says("Cache-Control: max-age=1500"), asked("Cache-Control: min-fresh=2000")),
                check(
                        "min-fresh with Age",
                        says("Cache-Control: max-age=1500 | Age: 1000"),
                        asked("Cache-Control: min-fresh=1000")),
                check("no-cache", says(fresh), asked("Cache-Control: no-cache")),
                check(
                        "no-cache validates by date",
                        says(fresh + " | " + HOUR_AGO),
                        validated("Cache-Control: no-cache")),
                check(
                        "no-cache validates by tag",
                        says(fresh + " | ETag: \"abc\""),
                        validated("Cache-Control: no-cache")),
                check("no-store", says(fresh), asked("Cache-Control: no-store")),
                check("no-store stores nothing", step("Cache-Control: no-store", fresh, Outcome.ASKED), asked("")),
                check("only-if-cached without an answer asks all the same", asked("Cache-Control: only-if-cached")),
                check("only-if-cached with one", says(fresh), cached("Cache-Control: only-if-cached")),
                check("Pragma: no-cache", says(fresh), asked("Pragma: no-cache")),
                check("Pragma in upper case in a list", says(fresh), asked("Pragma: foo, No-Cache")),
                check("a Pragma of a like name", says(fresh), cached("Pragma: x-no-cache")),
                check("no-cache in a quoted string of Pragma", says(fresh), cached("Pragma: x=\"no-cache, y\"")),
                check("an answer's Pragma means nothing", says(fresh + " | Pragma: no-cache"), cached("")),
                check(
                        "another query",
                        says(fresh).at("a=1"),
                        asked("").at("a=2"),
                        cached("").at("a=1")),
                check("a range", says(fresh), asked("Range: bytes=0-1")));
    }

    private static List<Case> validation() {
        return List.of(
                check(
                        "304 for a strong tag",
                        says("ETag: \"abcdef\""),
                        cached("If-None-Match: \"abcdef\"").gives(304).shows("ETag=\"abcdef\"")),
                check(
                        "304 for a weak tag",
                        says("ETag: W/\"abcdef\""),
                        cached("If-None-Match: W/\"abcdef\"").gives(304)),
                check(
                        "304 for the last of a list",
                        says("ETag: \"abcdef\""),
                        cached("If-None-Match: \"1\", \"2\", \"abcdef\"").gives(304)),
                check(
                        "the tag beats the date",
                        says("ETag: \"abcdef\" | " + HOUR_AGO),
                        cached("If-None-Match: \"abcdef\" | If-Modified-Since: Mon, 02 Mar 2026 08:00:00 GMT")
                                .gives(304)),
                check(
                        "304 by date",
                        says(HOUR_AGO),
                        cached("If-Modified-Since: Mon, 02 Mar 2026 09:00:00 GMT")
                                .gives(304)),
                check(
                        "304 by Date without Last-Modified",
                        says(NOW),
                        cached("If-Modified-Since: Mon, 02 Mar 2026 10:00:00 GMT")
                                .after(3)
                                .gives(304)),
                check(
                        "200 by a date before Date without Last-Modified",
                        says(NOW),
                        cached("If-Modified-Since: Mon, 02 Mar 2026 09:59:59 GMT")
                                .after(3)),
                check(
                        "304 by the time of arrival without any date",
                        says(""),
                        cached("If-Modified-Since: Mon, 02 Mar 2026 10:00:00 GMT")
                                .after(3)
                                .gives(304)),
                check(
                        "200 by Last-Modified although Date is earlier",
                        says(NOW + " | Last-Modified: Mon, 02 Mar 2026 10:00:02 GMT"),
                        cached("If-Modified-Since: Mon, 02 Mar 2026 10:00:01 GMT")
                                .after(3)),
                check(
                        "200 by an earlier date",
                        says(HOUR_AGO),
                        cached("If-Modified-Since: Mon, 02 Mar 2026 08:00:00 GMT")),
                check("no tag in small w/ is weak", says("ETag: \"abcdef\""), cached("If-None-Match: w/\"abcdef\"")),
                check(
                        "stale validates by strong tag",
                        says("Cache-Control: max-age=1 | ETag: \"abcdef\""),
                        validated("").after(3)),
                check(
                        "stale validates by weak tag",
                        says("Cache-Control: max-age=1 | ETag: W/\"abcdef\""),
                        validated("").after(3)),
                check(
                        "stale validates by date",
                        says("Cache-Control: max-age=1 | " + HOUR_AGO),
                        validated("").after(3)),
                check(
                        "no-cache validates each time",
                        says("Cache-Control: no-cache, max-age=100 | ETag: \"abcd\""),
                        validated(""),
                        validated("")),
                check(
                        "must-revalidate while fresh",
                        says("Cache-Control: max-age=100, must-revalidate | ETag: \"abcd\""),
                        cached("")),
                check(
                        "must-revalidate once stale",
                        says("Cache-Control: max-age=2, must-revalidate | ETag: \"abcd\""),
                        cached(""),
                        validated("").after(3)));
    }

    private static List<Case> updates() {
        List<Case> cases = new ArrayList<>();
        for (String name : List.of("Test-Header", "X-Test-Header", "Content-Foo", "Content-Type", "Content-Location")) {
            cases.add(check(
                    "a 304 updates " + name,
                    says("Cache-Control: max-age=1 | ETag: \"a\" | " + name + ": old"),
                    step("", "Cache-Control: max-age=3600 | ETag: \"a\" | " + name + ": new", Outcome.VALIDATED)
                            .after(3)
                            .shows(name + "=new"),
                    cached("").after(3).shows(name + "=new")));
        }
        cases.add(check(
                "a 304 keeps what it does not name",
                says("Cache-Control: max-age=1 | ETag: \"a\" | Test-Header: old"),
                step("", "Cache-Control: max-age=3600", Outcome.VALIDATED)
                        .after(3)
                        .shows("Test-Header=old"),
                cached("").after(3).shows("Test-Header=old")));
        return cases;
    }

    private static List<Case> stale() {
        List<Case> cases = new ArrayList<>();
        for (String forbidding : List.of("must-revalidate", "proxy-revalidate", "no-cache", "s-maxage=2")) {
            cases.add(check(
                    "no stale answer with " + forbidding,
                    says("Cache-Control: max-age=2, " + forbidding),
                    asked("").after(3).serviceSays(503)));
        }
        cases.add(check(
                "stale-if-error covers a 503",
                says("Cache-Control: max-age=2, stale-if-error=60"),
                asked("").after(3).serviceSays(503).gives(200).shows("X-Cache=STALE")));
        cases.add(check(
                "stale-if-error ends",
                says("Cache-Control: max-age=2, stale-if-error=60"),
                asked("").after(63).serviceSays(503)));
        cases.add(check(
                "no cover for a 404",
                says("Cache-Control: max-age=2, stale-if-error=60"),
                asked("").after(3).serviceSays(404)));
        return cases;
    }

    private static List<Case> other() {
        List<Case> cases = new ArrayList<>();
        for (Method method : List.of(Method.POST, Method.PUT, Method.PATCH, Method.DELETE)) {
            cases.add(check(
                    method + " makes the stored answer unusable",
                    says("Cache-Control: max-age=3600"),
                    asked("").by(method),
                    asked("")));
            cases.add(check(
                    "a failed " + method + " does not",
                    says("Cache-Control: max-age=3600"),
                    asked("").by(method).serviceSays(500),
                    cached("")));
        }
        for (int status : List.of(201, 202, 206, 299, 301, 302, 307, 308, 400, 404, 410, 499, 500, 501, 599)) {
            cases.add(check(
                    "does not keep a " + status,
                    says("Cache-Control: max-age=3600").serviceSays(status),
                    asked("")));
        }
        cases.add(check(
                "keeps a 204",
                says("Cache-Control: max-age=3600").serviceSays(204),
                cached("").gives(204)));
        cases.add(check(
                "makes Age",
                says("Expires: Wed, 01 Apr 2026 10:00:00 GMT | " + NOW),
                cached("").after(3).shows("Age=3")));
        cases.add(check(
                "adds to Age",
                says("Cache-Control: max-age=600 | Age: 30 | " + NOW),
                cached("").after(3).shows("Age=33")));
        cases.add(check(
                "leaves Date",
                says("Cache-Control: max-age=600 | " + NOW),
                cached("").after(3).shows("Date=" + NOW.substring(6))));
        cases.add(check(
                "drops fields that Connection names",
                says("Connection: a, b | a: 1 | b: 2 | c: 3"),
                cached("").shows("a"),
                cached("").shows("c=3")));
        for (String field : List.of(
                "Retry-After: 7",
                "RateLimit: \"search\";r=5;t=9",
                "RateLimit-Policy: \"search\";q=9;w=60",
                "Content-MD5: x",
                "Content-Security-Policy: default-src 'self'",
                "Clear-Site-Data: cache",
                "X-Test-Header: x",
                "Warning: 199 - x")) {
            String name = field.substring(0, field.indexOf(':'));
            cases.add(check(
                    "stores " + name,
                    says("Cache-Control: max-age=600 | " + field),
                    cached("").shows(name + "=" + field.substring(name.length() + 2))));
        }
        for (String name : List.of(
                "Connection",
                "Keep-Alive",
                "Proxy-Authenticate",
                "Proxy-Authentication-Info",
                "Proxy-Authorization",
                "Proxy-Connection",
                "TE",
                "Transfer-Encoding",
                "Upgrade")) {
            cases.add(check(
                    "does not store " + name,
                    says("Cache-Control: max-age=600 | " + name + ": x"),
                    cached("").shows(name)));
        }
        cases.add(check(
                "HEAD from a stored GET",
                says("Cache-Control: max-age=600"),
                cached("").by(Method.HEAD)));
        cases.add(check(
                "a HEAD stores nothing", says("Cache-Control: max-age=600").by(Method.HEAD), asked("")));
        cases.add(check(
                "keeps an attachment",
                says("Cache-Control: max-age=600 | Content-Disposition: attachment; filename=x"),
                cached("")));
        cases.add(check("a cookie changes nothing", says("Cache-Control: max-age=600"), cached("Cookie: a=b")));
        cases.add(check(
                "a newer no-store replaces",
                says("Cache-Control: max-age=600"),
                step("Cache-Control: no-cache", "Cache-Control: no-store", Outcome.ASKED),
                asked("")));
        return cases;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void behaves_like_a_cache(Case conversation) {
        HandMovedClock clock = new HandMovedClock();
        CacheResponses cache = new CacheResponses(new StoreDouble(clock), clock);
        for (Step step : conversation.steps()) {
            clock.moveSeconds(step.pause());
            List<Request> asked = new ArrayList<>();

            Response answer = cache.handle(exchange(step, clock), exchange -> {
                asked.add(exchange.request());
                return service(step, exchange.request());
            });

            assertThat(outcome(asked)).isEqualTo(step.outcome());
            assertThat(answer.status()).isEqualTo(step.status());
            if (!step.answer().isEmpty()) {
                String[] field = step.answer().split("=", 2);
                assertThat(answer.headers().all(field[0])).isEqualTo(field.length == 1 ? List.of() : List.of(field[1]));
            }
        }
    }

    private static Exchange exchange(Step step, HandMovedClock clock) {
        return Asking.of(step.method(), PATH, fields(step.request()))
                .query(step.query())
                .exchange(clock);
    }

    private static Outcome outcome(List<Request> asked) {
        if (asked.isEmpty()) {
            return Outcome.CACHED;
        }
        Headers headers = asked.getLast().headers();
        return headers.has("If-None-Match") || headers.has("If-Modified-Since") ? Outcome.VALIDATED : Outcome.ASKED;
    }

    /** A service whose answer is the same for ever: by a validator it is asked whether that is so. */
    private static Response service(Step step, Request request) {
        Headers headers = Headers.of(fields(step.service()));
        boolean conditional =
                request.headers().has("If-None-Match") || request.headers().has("If-Modified-Since");
        return conditional
                ? Response.of(304).withHeaders(headers)
                : new Response(step.serviceStatus(), headers, Body.of("body"));
    }

    /** {@code Name: value | Name: value} as names and values in turn. */
    private static String[] fields(String lines) {
        return Stream.of(lines.split("\\|", -1))
                .filter(line -> !line.isBlank())
                .flatMap(line -> Stream.of(line.split(":", 2)).map(String::strip))
                .toArray(String[]::new);
    }
}
