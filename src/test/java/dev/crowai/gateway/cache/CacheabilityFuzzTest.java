package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.route.Service.Caching;
import dev.crowai.gateway.testing.Exchanges;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whatever an answer says about caching: it is stored within bounds, and never against its own word. */
class CacheabilityFuzzTest {
    private static final Instant NOW = Exchanges.NOW;
    private static final List<Caching> ROWS =
            List.of(new Caching.Default(300), new Caching.ExplicitOnly(), new Caching.Never());

    private static final Identity ANN =
            new Identity.SessionUser("ann", new ActiveOrganization.None(), Secret.of("a.b.c"));

    /**
     * The first byte picks the row and whether the caller is anonymous, the second the seconds until it is asked for again. Lines are the answer's fields;
     * after an empty line the request's.
     */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "Cache-Control: ",
        "CDN-Cache-Control: ",
        "no-store",
        "private",
        "no-cache",
        "max-age=",
        "s-maxage=",
        "public",
        "must-revalidate",
        "stale-if-error=",
        "max-stale",
        "min-fresh=",
        "Vary: ",
        "Accept",
        "Authorization",
        "*",
        "Expires: ",
        "Date: ",
        "Sun, 01 Mar 2026 12:00:00 GMT",
        "Sunday, 01-Mar-26 12:00:00 GMT",
        "Sun Mar  1 12:00:00 2026",
        "Age: ",
        "ETag: \"1\"",
        "Set-Cookie: a=b",
        "Pragma: no-cache",
        "\"",
        "99999999999"
    })
    void an_answer_is_stored_within_its_word(byte[] data) {
        if (data.length < 2) {
            return;
        }
        Caching row = ROWS.get((data[0] & 0xFF) % ROWS.size());
        boolean anonymous = data[0] < 0;
        Identity caller = anonymous ? new Identity.Anonymous(Optional.empty(), Optional.empty()) : ANN;
        String[] halves = new String(data, 2, data.length - 2, StandardCharsets.ISO_8859_1).split("\n\n", 2);
        Headers fields = fields(halves[0]);
        Request request = Exchanges.request(
                Method.GET, "/api/v1/products/x", halves.length > 1 ? fields(halves[1]) : Headers.EMPTY, Body.EMPTY);
        Response answer = new Response(200, fields, Body.of("x"));
        StoredResponse kept = StoredResponse.of(request, answer, NOW.minusSeconds(1), NOW, Generation.NONE);

        Storing storing = Cacheability.storing(request, answer, kept, row, caller);

        if (storing instanceof Storing.Store store) {
            assertThat(store.ttl()).isPositive().isLessThanOrEqualTo(Cacheability.LONGEST_TTL);
            assertThat(fields.has("Set-Cookie")).isFalse();
            assertThat(Vary.of(fields)).doesNotContain("*");
            assertThat(words(fields)).doesNotContain("no-store", "private");
            if (store.shared() || anonymous) {
                assertThat(words(fields)).containsAnyOf("public", "s-maxage");
            }
        }
        assertThat(kept.initialAge()).isBetween(0L, CacheControl.LONGEST);
        Instant later = NOW.plusSeconds((data[1] & 0xFF) * 60L);
        Reuse reuse = Cacheability.reuse(later, request, List.of(kept), Generation.NONE, row);
        if (reuse instanceof Reuse.Hit hit) {
            assertThat(hit.age())
                    .isGreaterThanOrEqualTo(Duration.between(NOW, later).toSeconds());
            assertThat(words(fields)).doesNotContain("no-cache");
            assertThat(words(request.headers())).doesNotContain("no-cache");
        }
        var _ = Cacheability.coversFailure(later, request, kept, row);
        fields.all("Expires").forEach(text -> assertRoundTrip(HttpDate.parse(text, NOW)));
    }

    private static void assertRoundTrip(Optional<Instant> date) {
        date.filter(at -> at.isAfter(Instant.EPOCH) && at.isBefore(Instant.parse("9999-12-31T23:59:59Z")))
                .ifPresent(at ->
                        assertThat(HttpDate.parse(HttpDate.format(at), NOW)).contains(at));
    }

    /** What stands between the commas of the field that counts, where no quote could hide it. */
    private static List<String> words(Headers fields) {
        String text = fields.joined("CDN-Cache-Control")
                .or(() -> fields.joined("Cache-Control"))
                .orElse("");
        List<String> words = new ArrayList<>();
        if (text.indexOf('"') < 0 && !fields.has("CDN-Cache-Control")) {
            for (String directive : text.split(",", -1)) {
                words.add(directive.strip().split("=", 2)[0].toLowerCase(Locale.ROOT));
            }
        } else {
            words.addAll(List.of("public"));
        }
        return words;
    }

    private static Headers fields(String text) {
        List<Headers.Field> fields = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && Headers.isToken(line.substring(0, colon)) && Headers.isValue(line)) {
                fields.add(new Headers.Field(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
        return Headers.of(fields);
    }
}
