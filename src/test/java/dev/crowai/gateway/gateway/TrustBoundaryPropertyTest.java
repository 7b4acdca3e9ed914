package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Over random sets of header fields: nothing that a client writes is ever taken for what the gateway says.
 *
 * <p>See SPEC "Internal callers".
 */
class TrustBoundaryPropertyTest {
    private static final String EVIL = "evil-value";
    private static final List<String> TRUSTED =
            List.of("X-Organization-Id", "X-User-Id", "X-Internal-Key", "X-Service-API-Key", "X-Crawler-Secret");
    private static final List<String> CREDENTIALS = List.of(
            "",
            "better-auth.session_token=ann.sig",
            "better-auth.session_token=new.sig",
            "better-auth.session_token=no");
    private static final Set<String> PUBLIC = Set.of("auth", "better-auth", "qna", "cctv");

    /** What a member may read where not everything is open. */
    private static final Map<String, String> OWN_PATHS = Map.of("users", "me", "organizations", Platform.ACME);

    record Field(String name, String value) {}

    @Provide
    Arbitrary<Field> fields() {
        Arbitrary<String> names = Arbitraries.of(TRUSTED).flatMap(TrustBoundaryPropertyTest::anyCase);
        Arbitrary<String> others =
                Arbitraries.of("X-Custom", "Connection", "Accept", "X-Caller-Id", "X-System-Token", "Authorization");
        Arbitrary<String> values =
                Arbitraries.of(EVIL, EVIL + ", x-user-id, x-organization-id, x-internal-key", "Bearer " + EVIL);
        return Combinators.combine(Arbitraries.oneOf(names, others), values).as(Field::new);
    }

    private static Arbitrary<String> anyCase(String name) {
        return Arbitraries.integers().between(0, 1).list().ofSize(name.length()).map(upper -> {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < name.length(); i++) {
                String letter = name.substring(i, i + 1);
                out.append(upper.get(i) == 1 ? letter.toUpperCase(Locale.ROOT) : letter.toLowerCase(Locale.ROOT));
            }
            return out.toString();
        });
    }

    @Provide
    Arbitrary<String> segments() {
        return Arbitraries.of(
                "auth", "better-auth", "users", "products", "organizations", "chat", "mcp", "ingest", "qna", "cctv");
    }

    @Provide
    Arbitrary<String> cookies() {
        return Arbitraries.of(CREDENTIALS);
    }

    @Property(tries = 500)
    void no_trusted_field_of_a_client_reaches_any_service(
            @ForAll("segments") String segment,
            @ForAll("cookies") String cookie,
            @ForAll Method method,
            @ForAll("fields") Field first,
            @ForAll("fields") Field second,
            @ForAll("fields") Field third) {
        TestGateway gateway = new TestGateway();
        List<String> headers = new ArrayList<>();
        for (Field field : List.of(first, second, third)) {
            headers.addAll(List.of(field.name(), field.value()));
        }
        if (!cookie.isEmpty()) {
            headers.addAll(List.of("Cookie", cookie));
        }

        Method sent = OWN_PATHS.containsKey(segment) ? Method.GET : method;
        String path = "/api/v1/" + segment + "/" + OWN_PATHS.getOrDefault(segment, "x");
        gateway.send(sent, path, Body.EMPTY, headers.toArray(String[]::new));

        boolean opaque = segment.equals("cctv")
                && Headers.of(headers.toArray(String[]::new)).has("Authorization");
        assertThat(gateway.platform().calls()).allSatisfy(call -> assertClean(call.headers(), opaque));
        boolean allowed = sent != Method.TRACE
                && (PUBLIC.contains(segment)
                        || cookie.contains("ann")
                        || (cookie.contains("new") && segment.equals("users")));
        assertThat(gateway.platform().forwarded()).hasSize(allowed ? 1 : 0);
        gateway.platform().forwarded().forEach(call -> assertIdentity(call, segment, opaque ? "" : cookie));
    }

    /** An {@code Authorization} that only cctv can read goes on as it came. */
    private static void assertClean(Headers headers, boolean opaque) {
        for (String name : TRUSTED) {
            assertThat(headers.all(name)).hasSizeLessThan(2).noneMatch(value -> value.contains(EVIL));
        }
        assertThat(headers.all("Authorization")).noneMatch(value -> value.contains(EVIL) && !opaque);
        assertThat(headers.all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
    }

    private static void assertIdentity(Call call, String segment, String cookie) {
        boolean identified = !segment.equals("auth") && !segment.equals("better-auth");
        boolean ann = identified && cookie.contains("ann");
        boolean newcomer = identified && cookie.contains("new");
        assertThat(call.headers().all("X-User-Id"))
                .isEqualTo(ann ? List.of("ann") : newcomer ? List.of("newcomer") : List.of());
        assertThat(call.headers().all("X-Organization-Id")).isEqualTo(ann ? List.of(Platform.ACME) : List.of());
    }
}
