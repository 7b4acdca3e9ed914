package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.Service.Caching;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules by themselves, by section of RFC 9111 unless another is named. */
class CacheabilityTest {
    private static final Instant NOW = HandMovedClock.START;
    private static final String DATE = "Mon, 02 Mar 2026 10:00:00 GMT";
    private static final Caching SILENT_300 = new Caching.Default(300);
    private static final Caching EXPLICIT = new Caching.ExplicitOnly();
    private static final Generation GENERATION = new Generation(1, 1_800_000_000);

    private static Request request(String... headers) {
        return Asking.get("/api/v1/products", headers).request();
    }

    /** {@code Name: value | Name: value} as fields. */
    private static Headers headers(String lines) {
        List<Headers.Field> fields = new ArrayList<>();
        for (String line : lines.split("\\|", -1)) {
            if (!line.isBlank()) {
                String[] parts = line.split(":", 2);
                fields.add(new Headers.Field(parts[0].strip(), parts[1].strip()));
            }
        }
        return Headers.of(fields);
    }

    private static StoredResponse stored(Request request, Response answer) {
        return StoredResponse.of(request, answer, NOW, NOW, GENERATION);
    }

    private static String storing(Response answer, Caching caching) {
        return switch (Cacheability.storing(request(), answer, stored(request(), answer), caching, Asking.USER)) {
            case Storing.Store store ->
                (store.shared() ? "shared " : "own ") + store.ttl().toSeconds();
            case Storing.DoNotStore not -> not.reason().toString();
        };
    }

    private static Response ok(String lines) {
        return Response.of(200).withHeaders(headers(lines)).withBody(Body.of("body"));
    }

    private static String reuse(String answerLines, String requestLines, long later) {
        Request request = request().withHeaders(headers(requestLines));
        Reuse reuse = Cacheability.reuse(
                NOW.plusSeconds(later), request, List.of(stored(request, ok(answerLines))), GENERATION, SILENT_300);
        return switch (reuse) {
            case Reuse.Hit hit -> hit.ttl() > 0 ? "fresh" : "stale";
            case Reuse.Validate validate -> "validate " + validate.why();
            case Reuse.Miss miss -> "miss " + miss.why();
        };
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "§3 silent;                              ;                                            own 3601",
                "§3 no-store;                            Cache-Control: no-store;                     no-store",
                "§3 private;                             Cache-Control: private, max-age=9;           private",
                "§3 Set-Cookie (SPEC);                   Set-Cookie: a=b | Cache-Control: public;     set-cookie",
                "§3.1 Set-Cookie2 is one too (SPEC);     Set-Cookie2: a=b | Cache-Control: public;    set-cookie",
                "§3.5 public;                            Cache-Control: public;                       shared 3601",
                "§3.5 s-maxage;                          Cache-Control: s-maxage=60;                  shared 61",
                "§3.5 must-revalidate shares not (SPEC); Cache-Control: must-revalidate;              own 301",
                "§4.1 Vary: *;                           Vary: *;                                     vary",
                "§4.1 Vary: * in a list;                 Vary: Accept, *;                             vary",
                "§4.1 Vary on two lines;                 Vary: Accept | Vary: *;                      vary",
                "§4.1 Vary is no name;                   Vary: a b;                                   vary",
                "§4.1 Vary by a field;                   Vary: Accept;                                own 3601",
                "§4.2.1 too long to keep;                Cache-Control: max-age=99999999999;          own 86400",
                "§5.2 upper case;                        Cache-Control: No-StOrE;                     no-store",
                "§5.2 two lines;                         Cache-Control: max-age=9 | Cache-Control: no-store; no-store",
                "§5.2 an open quote hides nothing;       Cache-Control: ext=\"a, no-store;            no-store",
                "§5.2 quoted text is no directive;       Cache-Control: ext=\"no-store\";             own 3601",
                "§5.2.2.3 must-understand;               Cache-Control: must-understand, no-store;    no-store",
                "§5.2.2.3 must-understand alone;         Cache-Control: must-understand;              own 3601",
                "§5.2.2.4 no-cache, nothing to ask by;   Cache-Control: no-cache;                     of-no-use",
                "§5.2.2.4 no-cache with a tag;           Cache-Control: no-cache | ETag: \"a\";       own 3901",
                "§5.2.2.7 private with fields;           Cache-Control: private=\"x\", public;        private",
                "§5.2.2.9 private beats public;          Cache-Control: public, private, s-maxage=60; private",
                "§5.2.3 unknown directives;              Cache-Control: immutable, foo=bar;           own 3601",
                "§5.4 Pragma of a response;              Pragma: no-cache;                            own 3601",
                "SPEC another type of a like name;       Content-Type: text/event-streams;            own 3601",
                "§3.3 a part;                            Content-Range: bytes 0-1/2;                  status",
                "SPEC event stream;                      Content-Type: text/event-stream;             event-stream",
            })
    void decides_what_is_stored(String rule, String lines, String expected) {
        assertThat(storing(ok(lines == null ? "" : lines), SILENT_300)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "200,true",
        "203,true",
        "204,true",
        "201,false",
        "202,false",
        "206,false",
        "207,false",
        "301,false",
        "302,false",
        "304,false",
        "404,false",
        "410,false",
        "500,false",
        "599,false"
    })
    void stores_only_the_successful_statuses_that_it_understands(int status, boolean stored) {
        Response answer = Response.of(status).with("Cache-Control", "max-age=60, must-understand");

        assertThat(storing(answer, SILENT_300)).isEqualTo(stored ? "own 3601" : "status");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "                            ; no-lifetime",
                "Cache-Control: public       ; no-lifetime",
                "Expires: Mon, 02 Mar 2026 11:00:00 GMT; no-lifetime",
                "Cache-Control: max-age=60   ; own 3601",
                "Cache-Control: s-maxage=60  ; shared 61"
            })
    void stores_for_an_explicit_only_row_what_cache_control_gives_a_lifetime(String lines, String expected) {
        assertThat(storing(ok(lines == null ? "" : lines), EXPLICIT)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "in place of no-store;             CDN-Cache-Control: max-age=60 | Cache-Control: no-store;  own 3601",
                "in place of max-age;              CDN-Cache-Control: no-store | Cache-Control: max-age=60;  no-store",
                "private;                          CDN-Cache-Control: private | Cache-Control: max-age=60;   private",
                "shared;                           CDN-Cache-Control: s-maxage=60;                           shared 61",
                "public is not taken from another; CDN-Cache-Control: max-age=60 | Cache-Control: public;    own 3601",
                "in place of Expires;              CDN-Cache-Control: public | Expires: Mon, 02 Mar 2026 11:00:00 GMT; no-lifetime",
                "not silent;                       CDN-Cache-Control: must-revalidate;                       no-lifetime",
                "two lines;                        CDN-Cache-Control: max-age=60 | CDN-Cache-Control: public; shared 3601",
                "?0;                               CDN-Cache-Control: max-age=60, public=?0;                 own 3601",
                "stale-if-error;                   CDN-Cache-Control: s-maxage=60, stale-if-error=600 | Cache-Control: stale-if-error=7; shared 661",
                "malformed;                        CDN-Cache-Control: max-age=60, &&& | Cache-Control: no-store; no-store",
                "space before =;                   CDN-Cache-Control: max-age =60 | Cache-Control: no-store; no-store",
                "upper case;                       CDN-Cache-Control: Max-Age=60 | Cache-Control: no-store;  no-store",
                "a comma at the end;               CDN-Cache-Control: max-age=60, | Cache-Control: no-store; no-store",
                "empty;                            CDN-Cache-Control: | Cache-Control: no-store;             no-store",
                "empty and silent;                 CDN-Cache-Control:;                                       own 3601",
            })
    void obeys_cdn_cache_control_by_rfc_9213(String rule, String lines, String expected) {
        assertThat(storing(ok(lines), SILENT_300)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "Text/Event-Stream ; charset=utf-8", "text/event-stream;x"})
    void stores_no_event_stream_whatever_its_parameters(String type) {
        assertThat(storing(ok("Content-Type: " + type), SILENT_300)).isEqualTo("event-stream");
    }

    @Test
    void ignores_parameters_of_cdn_cache_control() {
        assertThat(storing(ok("CDN-Cache-Control: max-age=60;x=1, public"), SILENT_300))
                .isEqualTo("shared 3601");
    }

    @Test
    void stores_by_cdn_cache_control_on_an_explicit_only_row() {
        assertThat(storing(ok("CDN-Cache-Control: max-age=60"), EXPLICIT)).isEqualTo("own 3601");
    }

    @ParameterizedTest(name = "{0} of {1} bytes -> {2}")
    @CsvSource(
            delimiter = ';',
            nullValues = "silent",
            value = {
                "silent;                                  65536; own 3601",
                "silent;                                  65537; large-by-default",
                "Cache-Control: public;                   65537; large-by-default",
                "Cache-Control: max-age=60;               65537; own 3601",
                "Cache-Control: s-maxage=60;              65537; shared 61",
                "CDN-Cache-Control: max-age=60;           65537; own 3601",
                "Expires: Mon, 02 Mar 2026 10:01:00 GMT;  65537; own 3601",
            })
    void stores_large_answers_on_the_services_own_word_alone(String lines, int bytes, String expected) {
        Response answer = ok(lines == null ? "" : lines).withBody(Body.of(new byte[bytes]));

        assertThat(storing(answer, SILENT_300)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1} after {2} s -> {3}")
    @CsvSource(
            delimiter = ';',
            value = {
                "§4.2 default;           ; 299; fresh",
                "§4.2 default over;      ; 300; validate stale",
                "§4.2.1 max-age;         Cache-Control: max-age=60; 59; fresh",
                "§4.2.1 max-age over;    Cache-Control: max-age=60; 60; validate stale",
                "§4.2.1 s-maxage first;  Cache-Control: max-age=60, s-maxage=10; 10; validate stale",
                "§4.2.1 s-maxage longer; Cache-Control: max-age=10, s-maxage=60; 59; fresh",
                "§4.2.1 max-age first;   Cache-Control: max-age=60 | Expires: Mon, 02 Mar 2026 10:00:01 GMT; 59; fresh",
                "§4.2.1 two max-age;     Cache-Control: max-age=60, max-age=10; 10; validate stale",
                "§4.2.1 one no number;   Cache-Control: max-age=60, max-age=x; 1; validate stale",
                "§4.2.1 negative;        Cache-Control: max-age=-60; 1; validate stale",
                "§4.2.1 fraction;        Cache-Control: max-age=60.5; 1; validate stale",
                "§4.2.1 no value;        Cache-Control: max-age; 1; validate stale",
                "§4.2.1 empty value;     Cache-Control: max-age=; 1; validate stale",
                "§4.2.1 space before =;  Cache-Control: max-age =60; 1; validate stale",
                "§4.2.1 space after =;   Cache-Control: max-age= 60; 1; validate stale",
                "§4.2.1 quoted;          Cache-Control: max-age=\"60\"; 59; fresh",
                "§4.2.1 half quoted;     Cache-Control: max-age=\"60; 1; validate stale",
                "§4.2.1 single quotes;   Cache-Control: max-age='60'; 1; validate stale",
                "§1.2.2 zeros;           Cache-Control: max-age=0060; 59; fresh",
                "§1.2.2 overflow;        Cache-Control: max-age=99999999999999999999; 80000; fresh",
                "§5.3 Expires;           Expires: Mon, 02 Mar 2026 10:01:00 GMT; 59; fresh",
                "§5.3 Expires over;      Expires: Mon, 02 Mar 2026 10:01:00 GMT; 60; validate stale",
                "§5.3 Expires: 0;        Expires: 0; 1; validate stale",
                "§5.3 Expires empty;     Expires:; 1; validate stale",
                "§5.3 in the past;       Expires: Sun, 01 Mar 2026 10:00:00 GMT; 1; validate stale",
                "§5.3 two Expires;       Expires: Mon, 02 Mar 2026 10:01:00 GMT | Expires: 0; 1; validate stale",
                "§5.3 from Date;         Date: Mon, 02 Mar 2026 09:59:30 GMT | Expires: Mon, 02 Mar 2026 10:01:00 GMT; 59; fresh",
                "§4.2.3 Age;             Age: 250; 50; validate stale",
                "§4.2.3 Age below;       Age: 250; 49; fresh",
                "§5.1 Age is a list;     Age: 250, 0; 50; validate stale",
                "§5.1 Age no number;     Age: old; 299; fresh",
                "§4.2.3 apparent age;    Date: Mon, 02 Mar 2026 09:56:00 GMT; 60; validate stale",
                "§4.2.3 date ahead;      Date: Mon, 02 Mar 2026 10:30:00 GMT; 299; fresh",
                "§5.2.2.4 no-cache;      Cache-Control: no-cache, max-age=60; 1; validate stale",
                "§5.2.2.4 with fields;   Cache-Control: no-cache=\"x\", max-age=60; 1; validate stale",
                "§5.2.2.2 fresh;         Cache-Control: must-revalidate, max-age=60; 59; fresh",
                "RFC 9213;               CDN-Cache-Control: max-age=60 | Cache-Control: max-age=10; 59; fresh",
                "RFC 9213 over;          CDN-Cache-Control: max-age=60 | Cache-Control: max-age=90; 60; validate stale",
                "RFC 9213 last of two;   CDN-Cache-Control: max-age=0, max-age=60; 59; fresh",
                "RFC 9213 no integer;    CDN-Cache-Control: max-age=\"60\" | Cache-Control: max-age=60; 0; validate stale",
                "RFC 9213 negative;      CDN-Cache-Control: max-age=-60 | Cache-Control: max-age=60; 0; validate stale",
                "RFC 9213 malformed;     CDN-Cache-Control: max-age=99, & | Cache-Control: max-age=60; 60; validate stale",
                "RFC 9213 not Expires;   CDN-Cache-Control: max-age=60 | Expires: 0; 59; fresh",
            })
    void decides_what_is_fresh(String rule, String lines, long later, String expected) {
        assertThat(reuse(lines == null ? "" : lines, "", later)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1} / {2} after {3} s -> {4}")
    @CsvSource(
            delimiter = ';',
            value = {
                "§5.2.1.1 max-age=0;         ; Cache-Control: max-age=0;  0; validate request",
                "§5.2.1.1 old enough;        ; Cache-Control: max-age=10; 10; fresh",
                "§5.2.1.1 too old;           ; Cache-Control: max-age=10; 11; validate request",
                "§5.2.1.1 no number;         ; Cache-Control: max-age=x;  1; validate request",
                "§5.2.1.1 the least of two;  ; Cache-Control: max-age=99, max-age=1; 2; validate request",
                "§5.2.1.2 max-stale;         ; Cache-Control: max-stale;     900; stale",
                "§5.2.1.2 within;            ; Cache-Control: max-stale=10;  310; stale",
                "§5.2.1.2 beyond;            ; Cache-Control: max-stale=10;  311; validate stale",
                "§5.2.1.2 no number;         ; Cache-Control: max-stale=x;   301; validate stale",
                "§5.2.2.2 must-revalidate;   Cache-Control: must-revalidate; Cache-Control: max-stale; 301; validate stale",
                "§5.2.2.8 proxy-revalidate;  Cache-Control: proxy-revalidate; Cache-Control: max-stale; 301; validate stale",
                "§5.2.2.10 s-maxage;         Cache-Control: s-maxage=300; Cache-Control: max-stale; 301; validate stale",
                "§5.2.2.4 no-cache;          Cache-Control: no-cache; Cache-Control: max-stale; 1; validate stale",
                "§5.2.1.2 with max-age;      ; Cache-Control: max-stale, max-age=10; 301; validate request",
                "§5.2.1.3 fresh enough;      ; Cache-Control: min-fresh=100; 200; fresh",
                "§5.2.1.3 not fresh enough;  ; Cache-Control: min-fresh=100; 201; validate request",
                "§5.2.1.3 no number;         ; Cache-Control: min-fresh=x; 1; validate request",
                "§5.2.1.4 no-cache;          ; Cache-Control: no-cache; 1; validate request",
                "§5.2.1.7 only-if-cached;    ; Cache-Control: only-if-cached; 1; fresh",
                "§5.4 Pragma;                ; Pragma: no-cache; 1; validate request",
                "§5.4 Pragma gives way;      ; Pragma: no-cache | Cache-Control: max-age=60; 1; fresh",
            })
    void heeds_the_request(String rule, String answer, String request, long later, String expected) {
        assertThat(reuse(answer == null ? "" : answer, request, later)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Vary: Accept          ; Accept: a          ; Accept: a           ; hit",
                "Vary: Accept          ; Accept: a          ; Accept: b           ; miss",
                "Vary: Accept          ; Accept: a          ; X: y                ; miss",
                "Vary: Accept          ; X: y               ; Z: y                ; hit",
                "Vary: ACCEPT          ; accept: a          ; Accept: a           ; hit",
                "Vary: Accept, X       ; Accept: a | X: 1   ; X: 1 | Accept: a    ; hit",
                "Vary: Accept | Vary: X; Accept: a | X: 1   ; Accept: a | X: 2    ; miss",
                "Vary: Accept          ; Accept: a | Accept: b; Accept: a, b      ; hit",
                "Vary: Accept          ; Accept: a, b       ; Accept: b, a        ; miss",
                "Vary: A, B            ; A: 1 | B: 2        ; A: 12               ; miss",
                "Other: x              ; Accept: a          ; Accept: b           ; hit",
            })
    void selects_by_the_fields_that_the_answer_varies_by(String answer, String first, String second, String expected) {
        // §4.1
        StoredResponse stored = stored(request().withHeaders(headers(first)), ok(answer));

        Reuse reuse = Cacheability.reuse(
                NOW, request().withHeaders(headers(second)), List.of(stored), GENERATION, SILENT_300);

        assertThat(reuse).isInstanceOf(expected.equals("hit") ? Reuse.Hit.class : Reuse.Miss.class);
    }

    @Test
    void uses_the_most_recent_of_several_answers() {
        // §4
        StoredResponse older = stored(request(), ok("X: older"));
        StoredResponse newer =
                StoredResponse.of(request(), ok("X: newer"), NOW.plusSeconds(5), NOW.plusSeconds(5), GENERATION);

        assertThat(Cacheability.reuse(NOW.plusSeconds(9), request(), List.of(newer, older), GENERATION, SILENT_300))
                .isEqualTo(new Reuse.Hit(newer, 4, 296));
    }

    @Test
    void uses_no_answer_of_another_generation() {
        StoredResponse stored = stored(request(), ok(""));

        for (Generation other : List.of(Generation.NONE, new Generation(2, GENERATION.until()), new Generation(1, 7))) {
            assertThat(Cacheability.reuse(NOW, request(), List.of(stored), other, SILENT_300))
                    .isEqualTo(new Reuse.Miss(Reuse.ForwardReason.MISS));
        }
    }

    @Test
    void counts_the_time_that_an_answer_took_to_come() {
        // §4.2.3
        StoredResponse stored = StoredResponse.of(request(), ok("Age: 10"), NOW.minusSeconds(4), NOW, GENERATION);

        assertThat(stored.age(NOW.plusSeconds(2))).isEqualTo(16);
        assertThat(stored.age(NOW.minusSeconds(2))).isEqualTo(14);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection",
                "x-named",
                "keep-alive",
                "transfer-encoding",
                "proxy-authenticate",
                "trailer",
                "upgrade",
                "access-control-allow-origin",
                "x-request-id",
                "server-timing",
                "x-cache",
                "age"
            })
    void keeps_no_field_of_the_connection_or_of_the_gateway(String name) {
        // §3.1
        StoredResponse stored = stored(request(), ok("Connection: X-Named | " + name + ": 1 | X-Kept: 1"));

        assertThat(stored.headers().has(name)).isFalse();
        assertThat(stored.headers().names()).containsExactly("date", "x-kept");
    }

    @Test
    void lets_no_connection_field_take_away_what_decides_about_reuse() {
        assertThat(storing(ok("Connection: Cache-Control, Vary | Cache-Control: no-store"), SILENT_300))
                .isEqualTo("no-store");
    }

    @Test
    void replaces_with_a_304_all_fields_but_those_of_the_stored_bytes() {
        // §3.2, §4.3.4
        StoredResponse stored = stored(
                request(),
                ok("ETag: \"a\" | Content-Encoding: gzip | Content-Type: a/b | X-A: 1 | X-B: 1 | Date: " + DATE));

        Response fresh = stored.freshenedBy(
                headers("X-A: 2 | X-A: 3 | Content-Encoding: br | Content-Length: 0 | Content-Type: c/d"));

        assertThat(fresh.headers().all("X-A")).containsExactly("2", "3");
        assertThat(fresh.header("X-B")).contains("1");
        assertThat(fresh.header("Content-Encoding")).contains("gzip");
        assertThat(fresh.header("Content-Type")).contains("c/d");
        assertThat(fresh.headers().has("Content-Length")).isFalse();
        assertThat(fresh.headers().has("Date")).isFalse();
        assertThat(fresh.body()).isEqualTo(Body.of("body"));
    }

    @Test
    void keeps_out_of_what_is_never_cached() {
        assertThat(Cacheability.bypass(request(), new Caching.Never())).contains(Reuse.ForwardReason.BYPASS);
        assertThat(Cacheability.bypass(
                        Asking.of(Method.POST, "/api/v1/products").request(), SILENT_300))
                .contains(Reuse.ForwardReason.METHOD);
        assertThat(Cacheability.bypass(request(), SILENT_300)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'Sun, 06 Nov 1994 08:49:37 GMT',784111777",
        "'Sunday, 06-Nov-94 08:49:37 GMT',784111777",
        "Sun Nov  6 08:49:37 1994,784111777",
        "'Thursday, 06-Nov-70 08:49:37 GMT',3182489377",
        "'Mon, 06 Nov 1994 08:49:37 GMT',",
        "'Sun, 06 Nov 1994 08:49:37 UTC',",
        "'Sun, 6 Nov 1994 08:49:37 GMT',",
        "0,",
        "-1,",
        "'',"
    })
    void reads_dates_in_the_three_formats_and_no_other(String text, Long epoch) {
        // RFC 9110 §5.6.7
        assertThat(HttpDate.parse(text, NOW).map(Instant::getEpochSecond).orElse(null))
                .isEqualTo(epoch);
    }

    @Test
    void writes_dates_as_they_are_read() {
        assertThat(HttpDate.format(NOW)).isEqualTo(DATE);
        assertThat(HttpDate.parse(DATE, NOW)).contains(NOW);
    }
}
