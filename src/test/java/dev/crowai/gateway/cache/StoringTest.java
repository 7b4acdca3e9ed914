package dev.crowai.gateway.cache;

import static dev.crowai.gateway.cache.Rules.SILENT_300;
import static dev.crowai.gateway.cache.Rules.ok;
import static dev.crowai.gateway.cache.Rules.request;
import static dev.crowai.gateway.cache.Rules.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.Service.Caching;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored, by section of RFC 9111 unless another is named. */
class StoringTest {
    private static final Caching EXPLICIT = new Caching.ExplicitOnly();

    private static String storing(Response answer, Caching caching) {
        return switch (Cacheability.storing(request(), answer, stored(request(), answer), caching, Asking.USER)) {
            case Storing.Store store ->
                (store.shared() ? "shared " : "own ") + store.ttl().toSeconds();
            case Storing.DoNotStore not -> not.reason().toString();
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
                "§4.1 Vary: * behind an empty element;   Vary: , *;                                   vary",
                "§4.1 Vary on two lines;                 Vary: Accept | Vary: *;                      vary",
                "§4.1 Vary is no name;                   Vary: a b;                                   vary",
                "§4.1 Vary by a field;                   Vary: Accept;                                own 3601",
                "§4.2.1 too long to keep;                Cache-Control: max-age=99999999999;          own 86400",
                "§5.2 upper case;                        Cache-Control: No-StOrE;                     no-store",
                "§5.2 two lines;                         Cache-Control: max-age=9 | Cache-Control: no-store; no-store",
                "§5.2 an open quote hides nothing;       Cache-Control: ext=\"a, no-store;            no-store",
                "§5.2 quoted text is no directive;       Cache-Control: ext=\"no-store\";             own 3601",
                "§5.2 a quoted list is no directive;      Cache-Control: ext=\"a, no-store, b\";        own 3601",
                "§5.2 two quoted lists;                   Cache-Control: a=\"x, y\", b=\"x, no-store, y\"; own 3601",
                "§5.2 between quoted strings;             Cache-Control: a=\"xx\", no-store, b=\"y\";       no-store",
                "§5.2 an escaped quote does not end it;   Cache-Control: ext=\"a\\\", no-store, b\";     own 3601",
                "§5.2 an open quote after a comma;        Cache-Control: max-age=9,\"a, no-store;       no-store",
                "§4.2.3 an Age shortens the lifetime;     Cache-Control: s-maxage=60 | Age: 20;        shared 41",
                "§4.2.3 an Age shortens stale-if-error;   Age: 20;                                     own 3581",
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
        "299,false",
        "301,false",
        "302,false",
        "307,false",
        "308,false",
        "304,false",
        "400,false",
        "404,false",
        "410,false",
        "499,false",
        "500,false",
        "501,false",
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

    @Test
    void lets_no_connection_field_take_away_what_decides_about_reuse() {
        assertThat(storing(ok("Connection: Cache-Control, Vary | Cache-Control: no-store"), SILENT_300))
                .isEqualTo("no-store");
    }

    @Test
    void keeps_out_of_what_is_never_cached() {
        assertThat(Cacheability.bypass(request(), new Caching.Never())).contains(Reuse.ForwardReason.BYPASS);
        assertThat(Cacheability.bypass(
                        Asking.of(Method.POST, "/api/v1/products").request(), SILENT_300))
                .contains(Reuse.ForwardReason.METHOD);
        assertThat(Cacheability.bypass(request(), SILENT_300)).isEmpty();
    }
}
