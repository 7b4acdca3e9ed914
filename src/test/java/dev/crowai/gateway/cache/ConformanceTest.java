package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.HandMovedClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Conversations with the cache that the public tests for HTTP caches hold, as far as no rule of {@link StoringTest} and
 * {@link ReuseTest} decides them alone. What this cache leaves out on purpose is in {@code docs/how-it-works.md}.
 *
 * <p>A line is a name and the steps, in the notation of {@link #STEP}: seconds since the step before, query, fields of
 * the request, what became of it, its status, and the fields of the service's response or of the client's.
 */
class ConformanceTest {
    private static final String PATH = "/api/v1/products/1";

    private static final Pattern STEP = Pattern.compile(
            "(?:(?<pause>\\d+) s )?(?:\\?(?<query>\\S+) )?(?:\\{(?<request>.*?)} )?"
                    + "(?<outcome>cached|asked|validated)(?: (?<status>\\d+))?(?: \\[(?<service>.*?)])?(?: shows (?<shown>.+))?");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            another query                       ~ ?a=1 asked [Cache-Control: max-age=9] ; ?a=2 asked ; ?a=1 cached
            a client's no-store stores nothing  ~ {Cache-Control: no-store} asked [Cache-Control: max-age=9] ; asked
            a cookie changes nothing            ~ asked [Cache-Control: max-age=9] ; {Cookie: a=b} cached
            languages side by side              ~ {Accept-Language: de} asked [Vary: Accept-Language] ; {Accept-Language: en} asked [Vary: Accept-Language] ; {Accept-Language: de} cached ; {Accept-Language: en} cached
            origins side by side                ~ {Origin: https://a} asked [Vary: Origin] ; {Origin: https://b} asked [Vary: Origin] ; {Origin: https://a} cached
            the tag of another variant          ~ {Foo: 1} asked [Vary: Foo | ETag: "a"] ; {Foo: 2} asked
            no-cache validates by date          ~ asked [Last-Modified: Mon, 02 Mar 2026 09:00:00 GMT] ; {Cache-Control: no-cache} validated
            no-cache validates by tag           ~ asked [ETag: "abc"] ; {Cache-Control: no-cache} validated
            the service's no-cache validates    ~ asked [Cache-Control: no-cache, max-age=9 | ETag: "a"] ; validated ; validated
            stale validates by strong tag       ~ asked [Cache-Control: max-age=1 | ETag: "a"] ; 3 s validated
            stale validates by weak tag         ~ asked [Cache-Control: max-age=1 | ETag: W/"a"] ; 3 s validated
            stale validates by date             ~ asked [Cache-Control: max-age=1 | Last-Modified: Mon, 02 Mar 2026 09:00:00 GMT] ; 3 s validated
            304 by Date without Last-Modified   ~ asked [Date: Mon, 02 Mar 2026 10:00:00 GMT] ; 3 s {If-Modified-Since: Mon, 02 Mar 2026 10:00:00 GMT} cached 304
            200 before Date                     ~ asked [Date: Mon, 02 Mar 2026 10:00:00 GMT] ; 3 s {If-Modified-Since: Mon, 02 Mar 2026 09:59:59 GMT} cached
            304 by the arrival without any date ~ asked ; 3 s {If-Modified-Since: Mon, 02 Mar 2026 10:00:00 GMT} cached 304
            200 by Last-Modified after Date     ~ asked [Date: Mon, 02 Mar 2026 10:00:00 GMT | Last-Modified: Mon, 02 Mar 2026 10:00:02 GMT] ; 3 s {If-Modified-Since: Mon, 02 Mar 2026 10:00:01 GMT} cached
            no tag in small w/ is weak          ~ asked [ETag: "a"] ; {If-None-Match: w/"a"} cached
            a 304 updates a field               ~ asked [Cache-Control: max-age=1 | ETag: "a" | Foo: old] ; 3 s validated [Cache-Control: max-age=9 | ETag: "a" | Foo: new] shows Foo=new ; 3 s cached shows Foo=new
            a 304 updates the type              ~ asked [Cache-Control: max-age=1 | ETag: "a" | Content-Type: a/b] ; 3 s validated [Cache-Control: max-age=9 | Content-Type: c/d] shows Content-Type=c/d ; 3 s cached shows Content-Type=c/d
            a 304 keeps what it does not name   ~ asked [Cache-Control: max-age=1 | ETag: "a" | Foo: old] ; 3 s validated [Cache-Control: max-age=9] shows Foo=old ; 3 s cached shows Foo=old
            max-stale says that it is stale     ~ asked [Cache-Control: max-age=1] ; 3 s {Cache-Control: max-stale=9} cached shows X-Cache=STALE
            adds to Age                         ~ asked [Cache-Control: max-age=600 | Age: 30] ; 3 s cached shows Age=33
            leaves Date                         ~ asked [Date: Mon, 02 Mar 2026 10:00:00 GMT] ; 3 s cached shows Date=Mon, 02 Mar 2026 10:00:00 GMT
            keeps a 204                         ~ asked 204 ; cached 204
            stores Retry-After                  ~ asked [Retry-After: 7] ; cached shows Retry-After=7
            stores RateLimit                    ~ asked [RateLimit: "search";r=5;t=9] ; cached shows RateLimit="search";r=5;t=9
            stores Content-Security-Policy      ~ asked [Content-Security-Policy: default-src 'self'] ; cached shows Content-Security-Policy=default-src 'self'
            stores Content-Disposition          ~ asked [Content-Disposition: attachment; filename=x] ; cached shows Content-Disposition=attachment; filename=x
            stores Warning                      ~ asked [Warning: 199 - x] ; cached shows Warning=199 - x
            """)
    void behaves_like_a_cache(String name, String conversation) {
        HandMovedClock clock = new HandMovedClock();
        CacheResponses cache = new CacheResponses(new StoreDouble(clock), clock);
        for (String text : conversation.split(" ; ", -1)) {
            Matcher step = STEP.matcher(text.strip());
            assertThat(step.matches()).as(text).isTrue();
            clock.moveSeconds(Long.parseLong(part(step, "pause").orElse("0")));
            List<Request> asked = new ArrayList<>();

            Response answer = cache.handle(
                    Asking.of(Method.GET, PATH, fields(part(step, "request")))
                            .query(part(step, "query").orElse(""))
                            .exchange(clock),
                    exchange -> {
                        asked.add(exchange.request());
                        return service(step, exchange.request());
                    });

            assertThat(outcome(asked)).as(text).isEqualTo(step.group("outcome"));
            assertThat(answer.status()).as(text).isEqualTo(status(step));
            part(step, "shown")
                    .map(shown -> shown.split("=", 2))
                    .ifPresent(field ->
                            assertThat(answer.headers().all(field[0])).as(text).containsExactly(field[1]));
        }
    }

    private static Optional<String> part(Matcher step, String name) {
        return Optional.ofNullable(step.group(name));
    }

    private static int status(Matcher step) {
        return Integer.parseInt(part(step, "status").orElse("200"));
    }

    private static String outcome(List<Request> asked) {
        if (asked.isEmpty()) {
            return "cached";
        }
        return isConditional(asked.getLast()) ? "validated" : "asked";
    }

    private static boolean isConditional(Request request) {
        return request.headers().has("If-None-Match") || request.headers().has("If-Modified-Since");
    }

    /** A service whose response is the same for ever: asked by a validator it confirms that. */
    private static Response service(Matcher step, Request request) {
        Headers headers = Headers.of(fields(part(step, "service")));
        return isConditional(request)
                ? Response.of(304).withHeaders(headers)
                : new Response(status(step), headers, Body.of("body"));
    }

    /** {@code Name: value | Name: value} as names and values in turn. */
    private static String[] fields(Optional<String> lines) {
        return lines.stream()
                .flatMap(all -> Stream.of(all.split(" \\| ", -1)))
                .flatMap(line -> Stream.of(line.split(":", 2)).map(String::strip))
                .toArray(String[]::new);
    }
}
