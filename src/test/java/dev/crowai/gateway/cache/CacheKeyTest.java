package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.testing.HandMovedClock;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CacheKeyTest {
    private static final HandMovedClock CLOCK = new HandMovedClock();
    private static final Generation PRESENT = new Generation(3, 1_800_000_000);

    private static CacheKey key(Asking asking) {
        return CacheKey.of(asking.exchange(CLOCK)).orElseThrow();
    }

    private static Set<StoreKey> places(CacheKey key) {
        Set<StoreKey> places = new HashSet<>(key.all());
        places.remove(key.generation());
        return places;
    }

    @Test
    void spells_the_partition_as_the_specification_says() {
        assertThat(key(Asking.get("/api/v1/products/a"))
                        .place(false, Set.of(), PRESENT)
                        .partition())
                .isEqualTo("cache:core-product-service:1:/api/v1/products/a:" + Asking.ORGANIZATION);
    }

    @Test
    void escapes_the_separator_in_every_part() {
        assertThat(key(Asking.get("/api/v1/products/a:b%3Ac").in("x:y"))
                        .place(false, Set.of(), PRESENT)
                        .partition())
                .isEqualTo("cache:core-product-service:1:/api/v1/products/a%003Ab%00253Ac:x%003Ay");
    }

    @Test
    void escapes_what_is_not_visible_and_nothing_else() {
        assertThat(key(Asking.get("/api/v1/products/~!a").in("x y\u007fé"))
                        .place(false, Set.of(), PRESENT)
                        .partition())
                .isEqualTo("cache:core-product-service:1:/api/v1/products/~!a:x%0020y%007F%00E9");
    }

    @Test
    void spells_out_a_partition_of_2048_characters_and_shortens_a_longer_one() {
        String shortest = "cache:core-product-service:1:/api/v1/products/:" + Asking.ORGANIZATION;
        String rest = "a".repeat(2048 - shortest.length());

        assertThat(key(Asking.get("/api/v1/products/" + rest))
                        .place(false, Set.of(), PRESENT)
                        .partition())
                .hasSize(2048)
                .contains(rest);
        assertThat(key(Asking.get("/api/v1/products/a" + rest))
                        .place(false, Set.of(), PRESENT)
                        .partition())
                .hasSizeLessThan(100)
                .startsWith("cache:core-product-service:#");
    }

    @Test
    void a_caller_without_organization_shares_until_its_first_write() {
        CacheKey member = key(Asking.get("/api/v1/users/me"));
        CacheKey loner = key(Asking.get("/api/v1/users/me").withoutOrganization());

        assertThat(member.place(true, Set.of(), PRESENT).sort()).startsWith("shared:");
        assertThat(loner.place(true, Set.of(), Generation.NONE).sort()).startsWith("shared:");
        assertThat(loner.place(true, Set.of(), PRESENT).sort()).startsWith("own:");
        assertThat(loner.place(false, Set.of(), Generation.NONE).sort()).startsWith("own:");
    }

    @Test
    void shared_answers_that_vary_by_a_negotiated_field_stand_side_by_side_too() {
        CacheKey german = key(Asking.get("/api/v1/products", "Accept-Language", "de"));
        CacheKey english = key(Asking.get("/api/v1/products", "Accept-Language", "en"));
        Set<String> language = Set.of("accept-language");

        assertThat(german.place(true, language, PRESENT)).isNotEqualTo(english.place(true, language, PRESENT));
        assertThat(german.place(true, Set.of(), PRESENT)).isEqualTo(english.place(true, Set.of(), PRESENT));
    }

    @Test
    void without_an_organization_all_credentials_of_one_user_write_to_one_generation() {
        StoreKey session =
                key(Asking.get("/api/v1/users/me").withoutOrganization()).generation();

        assertThat(key(Asking.get("/api/v1/users/me").by(Asking.KEY).withoutOrganization())
                        .generation())
                .isEqualTo(session)
                .isEqualTo(
                        key(Asking.get("/api/v1/users/me").by(Asking.JWT_USER).withoutOrganization())
                                .generation());
        assertThat(key(Asking.get("/api/v1/users/me").by(Asking.COLLEAGUE).withoutOrganization())
                        .generation())
                .isNotEqualTo(session);
    }

    @Test
    void counts_the_writes_of_all_segments_of_a_service_in_one_item() {
        assertThat(key(Asking.get("/api/v1/products/a")).generation())
                .isEqualTo(key(Asking.of(Method.POST, "/api/v2/crawler-jobs").by(Asking.COLLEAGUE))
                        .generation());
    }

    @Test
    void reads_own_and_shared_answers_and_the_generation_at_once() {
        assertThat(key(Asking.get("/api/v1/products")).all()).hasSize(5);
        assertThat(key(Asking.get("/api/v1/products").by(Asking.INTERNAL)).all())
                .hasSize(3);
    }

    @Test
    void puts_answers_that_vary_by_a_negotiated_field_side_by_side() {
        CacheKey german = key(Asking.get("/api/v1/products", "Accept-Language", "de"));
        CacheKey english = key(Asking.get("/api/v1/products", "Accept-Language", "en"));
        Set<String> language = Set.of("accept-language");

        assertThat(german.place(false, language, PRESENT)).isNotEqualTo(english.place(false, language, PRESENT));
        assertThat(german.place(false, Set.of(), PRESENT)).isEqualTo(english.place(false, Set.of(), PRESENT));
        assertThat(german.place(false, Set.of("x-kind"), PRESENT))
                .isEqualTo(english.place(false, Set.of("x-kind"), PRESENT));
    }

    /** A request told by everything that makes an answer one's own. */
    record Told(String segment, int version, String path, Optional<String> organization, String user, String query) {
        Asking asking() {
            Asking asking = Asking.get("/api/v" + version + "/" + segment + path)
                    .query(query)
                    .by(Asking.session(user));
            return organization.map(asking::in).orElseGet(asking::withoutOrganization);
        }
    }

    @Provide
    Arbitrary<Told> requests() {
        // A small alphabet of what separates and escapes finds ambiguities that random text would not.
        Arbitrary<String> path = joined(":", "%3A", "%253A", "/", "-", "=", "a", "+");
        Arbitrary<String> tricky = joined(":", "%", "3A", "%3A", "/", "-", "#", "=", "a", "%003A", "+", "é");
        return Combinators.combine(
                        Arbitraries.of("products", "crawler-jobs", "users"),
                        Arbitraries.integers().between(1, 3),
                        path.map(text -> "/" + text),
                        tricky.filter(text -> !text.isEmpty()).optional(),
                        tricky,
                        tricky)
                .as(Told::new);
    }

    private static Arbitrary<String> joined(String... parts) {
        return Arbitraries.of(parts).list().ofMaxSize(5).map(chosen -> String.join("", chosen));
    }

    @Property(tries = 3000)
    void never_gives_two_different_requests_a_place_in_common(
            @ForAll("requests") Told one, @ForAll("requests") Told other) {
        Assume.that(!one.equals(other));

        Set<StoreKey> ofOne = places(key(one.asking()));
        Set<StoreKey> ofOther = places(key(other.asking()));

        // All but the user may be the same: then the two have in common what the service shares.
        boolean sameButUser = new Told(one.segment, one.version, one.path, one.organization, "", one.query)
                .equals(new Told(other.segment, other.version, other.path, other.organization, "", other.query));
        ofOne.retainAll(ofOther);
        assertThat(ofOne).allMatch(place -> sameButUser && place.sort().startsWith("shared:"));
    }

    @Property(tries = 1000)
    void gives_the_same_request_the_same_places(@ForAll("requests") Told request) {
        assertThat(key(request.asking()).all()).isEqualTo(key(request.asking()).all());
    }

    @Property(tries = 50)
    void always_fits_the_bounds_of_the_table(
            @ForAll("requests") Told request, @ForAll String query, @ForAll String organization) {
        Asking asking = request.asking().query((query + "é").repeat(900));
        for (Asking each : List.of(
                asking,
                asking.in((organization + ":").repeat(900)),
                Asking.get("/api/v" + "1".repeat(18) + "/users/" + "%C3".repeat(900)))) {
            assertThat(key(each).all()).allSatisfy(place -> {
                assertThat(place.partition().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 2048);
                assertThat(place.sort().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 1024);
            });
        }
    }
}
