package dev.crowai.gateway.cache;

import static dev.crowai.gateway.cache.Rules.GENERATION;
import static dev.crowai.gateway.cache.Rules.NOW;
import static dev.crowai.gateway.cache.Rules.SILENT_300;
import static dev.crowai.gateway.cache.Rules.headers;
import static dev.crowai.gateway.cache.Rules.ok;
import static dev.crowai.gateway.cache.Rules.request;
import static dev.crowai.gateway.cache.Rules.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Words;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is used again, by section of RFC 9111 unless another is named. */
class ReuseTest {
    private static final String DATE = "Mon, 02 Mar 2026 10:00:00 GMT";

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

    @ParameterizedTest(name = "{0}: {1} after {2} s -> {3}")
    @CsvSource(
            delimiter = ';',
            value = {
                "§4.2 default;           ; 299; fresh",
                "§4.2 default over;      ; 300; validate stale",
                "§4.2.1 max-age;         Cache-Control: max-age=60; 59; fresh",
                "§4.2.1 max-age over;    Cache-Control: max-age=60; 60; validate stale",
                "§4.2.1 zero;            Cache-Control: max-age=0; 0; validate stale",
                "§4.2.1 s-maxage first;  Cache-Control: max-age=60, s-maxage=10; 10; validate stale",
                "§4.2.1 on two lines;    Cache-Control: max-age=60 | Cache-Control: s-maxage=10; 10; validate stale",
                "§4.2.1 s-maxage longer; Cache-Control: max-age=10, s-maxage=60; 59; fresh",
                "§4.2.1 max-age first;   Cache-Control: max-age=60 | Expires: Mon, 02 Mar 2026 10:00:01 GMT; 59; fresh",
                "§4.2.1 not Expires;     Cache-Control: max-age=60 | Expires: 0; 59; fresh",
                "§4.2.1 zero first;      Cache-Control: max-age=0 | Expires: Tue, 03 Mar 2026 10:00:00 GMT; 1; validate stale",
                "§4.2.1 the least of two; Cache-Control: max-age=10 | Cache-Control: max-age=60; 10; validate stale",
                "§4.2.1 letters behind;  Cache-Control: max-age=60a; 1; validate stale",
                "§4.2.1 letters before;  Cache-Control: max-age=a60; 1; validate stale",
                "§5.2 quoted before;     Cache-Control: ext=\"max-age=60\", max-age=10; 10; validate stale",
                "§5.2 quoted behind;     Cache-Control: max-age=10, ext=\"max-age=60\"; 10; validate stale",
                "§5.2 an escaped quote;  Cache-Control: ext=\"a\\\"b, max-age=60\", max-age=10; 10; validate stale",
                "§5.2 mixed case;        Cache-Control: MaX-aGe=60; 60; validate stale",
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
                "§1.2.2 over an int;     Cache-Control: max-age=2147483648; 80000; fresh",
                "§1.2.2 overflow;        Cache-Control: max-age=99999999999999999999; 80000; fresh",
                "§5.3 Expires;           Expires: Mon, 02 Mar 2026 10:01:00 GMT; 59; fresh",
                "§5.3 Expires over;      Expires: Mon, 02 Mar 2026 10:01:00 GMT; 60; validate stale",
                "§5.3 Expires: 0;        Expires: 0; 1; validate stale",
                "§5.3 Expires empty;     Expires:; 1; validate stale",
                "§5.3 in the past;       Expires: Sun, 01 Mar 2026 10:00:00 GMT; 1; validate stale",
                "§5.3 two Expires;       Expires: Mon, 02 Mar 2026 10:01:00 GMT | Expires: 0; 1; validate stale",
                "§5.3 Expires is Date;   Expires: Mon, 02 Mar 2026 10:00:00 GMT | Date: Mon, 02 Mar 2026 10:00:00 GMT; 0; validate stale",
                "§5.3 from an old Date;  Date: Mon, 02 Mar 2026 07:00:00 GMT | Expires: Mon, 02 Mar 2026 09:00:00 GMT; 0; validate stale",
                "§5.3 from Date;         Date: Mon, 02 Mar 2026 09:59:30 GMT | Expires: Mon, 02 Mar 2026 10:01:00 GMT; 59; fresh",
                "§4.2.3 Age;             Age: 250; 50; validate stale",
                "§4.2.3 Age below;       Age: 250; 49; fresh",
                "§5.1 Age is a list;     Age: 250, 0; 50; validate stale",
                "§5.1 Age on two lines;  Age: 250 | Age: 0; 50; validate stale",
                "§5.1 Age below zero;    Age: -250; 299; fresh",
                "§4.2.3 Age of max-age;  Cache-Control: max-age=10 | Age: 15; 0; validate stale",
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
                "§5.2.1.2 no argument;       ; Cache-Control: max-stale=;    301; validate stale",
                "§5.2.1.2 empty argument;    ; Cache-Control: max-stale=\"\"; 301; validate stale",
                "§5.2.1.2 space before =;    ; Cache-Control: max-stale =9;  301; validate stale",
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
                "§5.4 in a list;             ; Pragma: foo, No-Cache; 1; validate request",
                "§5.4 a like name;           ; Pragma: x-no-cache; 1; fresh",
                "§5.4 in a quoted string;    ; Pragma: x=\"no-cache, y\"; 1; fresh",
                "§5.2.1.1 below the Age;     Age: 200; Cache-Control: max-age=100; 0; validate request",
                "§5.2.1.2 with an Age;       Age: 400; Cache-Control: max-stale=200; 0; stale",
                "§5.2.1.3 with an Age;       Age: 250; Cache-Control: min-fresh=100; 0; validate request",
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
                "Vary: A, B, C         ; A: 1 | C: 3        ; C: 3 | A: 1         ; hit",
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
    @Words("""
            connection x-named keep-alive transfer-encoding te proxy-authenticate proxy-authentication-info
            proxy-authorization proxy-connection trailer upgrade access-control-allow-origin x-request-id
            server-timing x-cache age
            """)
    void keeps_no_field_of_the_connection_or_of_the_gateway(String name) {
        // §3.1
        StoredResponse stored = stored(request(), ok("Connection: X-Named | " + name + ": 1 | X-Kept: 1"));

        assertThat(stored.headers().has(name)).isFalse();
        assertThat(stored.headers().names()).containsExactly("date", "x-kept");
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
}
