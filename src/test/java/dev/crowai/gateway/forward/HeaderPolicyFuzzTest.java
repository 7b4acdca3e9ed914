package dev.crowai.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.testing.Exchanges;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whatever fields come, what services trust is the gateway's own, and what it keeps to itself does not come back. */
class HeaderPolicyFuzzTest {
    private static final PlatformSecrets SECRETS = new PlatformSecrets(
            Secret.of("own-internal"),
            Optional.of(Secret.of("own-previous")),
            Optional.of(Secret.of("own-service")),
            Optional.of(Secret.of("own-crawler")));
    private static final List<Method> METHODS = List.of(Method.values());
    private static final List<String> SEGMENTS =
            Services.segments().stream().sorted().toList();
    private static final Identity ANN =
            new Identity.SessionUser("own-user", new ActiveOrganization.None(), Secret.of("own.j.wt"));

    /** What services trust, and the only value that it may have. */
    private static final Map<String, String> TRUSTED = Map.of(
            "x-internal-key", "own-internal",
            "x-service-api-key", "own-service",
            "x-crawler-secret", "own-crawler",
            "x-organization-id", "own-organization",
            "x-user-id", "own-user",
            "authorization", "Bearer own.j.wt",
            "x-forwarded-for", Exchanges.CLIENT.text(),
            "x-forwarded-host", Exchanges.HOST,
            "x-forwarded-proto", "https",
            "x-request-id", Exchanges.REQUEST_ID);

    private static final List<String> NEVER = List.of(
            "host",
            "content-length",
            "connection",
            "transfer-encoding",
            "te",
            "upgrade",
            "keep-alive",
            "forwarded",
            "x-real-ip",
            "x-api-key",
            "x-caller-id",
            "x-system-token",
            "true-client-ip",
            "x-origin-verify");

    /** The first byte picks the row; each line is a field, its name before the first colon. */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "X-Internal-Key:",
        "x_internal_key:",
        "X-Organization-Id:",
        "Connection:",
        "X-User-Id",
        "Cookie:",
        "Via:",
        "better-auth.session_token=",
        "__Secure-better-auth.",
        "Transfer-Encoding: chunked",
        "Set-Cookie:",
        "X-Cache:",
        "traceparent:",
        "tracestate:",
        "Max-Forwards:",
        "Content-Length:",
        "Host:",
        "X-Service-API-Key:"
    })
    void trusted_fields_are_the_gateways_own(byte[] data) {
        if (data.length < 2) {
            return;
        }
        String segment = SEGMENTS.get((data[0] & 0xFF) % SEGMENTS.size());
        Method method = METHODS.get((data[1] & 0xFF) % METHODS.size());
        Headers fields = fields(new String(data, 2, data.length - 2, StandardCharsets.ISO_8859_1));
        Exchange exchange = Exchanges.of(method, "/api/v1/" + segment + "/x")
                .withHeaders(fields)
                .withIdentity(ANN)
                .withOrganization(Optional.of(new Organization("own-organization", Optional.empty())));

        assertSent(HeaderPolicy.toService(exchange, SECRETS), segment);
        assertReturned(HeaderPolicy.toClient(fields, exchange));
    }

    private static Headers fields(String text) {
        List<Headers.Field> fields = new ArrayList<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0 && Headers.isToken(line.substring(0, colon)) && Headers.isValue(line)) {
                fields.add(new Headers.Field(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        });
        return Headers.of(fields);
    }

    private static void assertSent(Headers sent, String segment) {
        for (Headers.Field field : sent.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(TRUSTED.getOrDefault(name, field.value())).as(name).isEqualTo(field.value());
            assertThat(NEVER).doesNotContain(name);
            assertThat(name).doesNotStartWith("proxy-").doesNotStartWith("cf-");
        }
        TRUSTED.keySet()
                .forEach(name -> assertThat(spellings(sent, name)).as(name).isLessThan(2));
        assertThat(Stream.of("x-internal-key", "authorization", "x-user-id", "x-organization-id"))
                .allMatch(name -> spellings(sent, name) == 1);
        if (!segment.equals("auth") && !segment.equals("better-auth")) {
            assertThat(sent.joined("Cookie").orElse("").toLowerCase(Locale.ROOT))
                    .doesNotContainPattern("(^|[;,])\\s*\"?(__secure-)?better-auth\\.[^;,]*=");
        }
    }

    private static long spellings(Headers sent, String name) {
        return sent.fields().stream()
                .filter(field ->
                        field.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name))
                .count();
    }

    private static void assertReturned(Headers returned) {
        for (Headers.Field field : returned.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(name)
                    .doesNotStartWith("access-control-")
                    .doesNotStartWith("x-cache")
                    .isNotIn(
                            "x-internal-key",
                            "x-service-api-key",
                            "x-crawler-secret",
                            "x-organization-id",
                            "x-user-id",
                            "server",
                            "connection",
                            "transfer-encoding",
                            "content-length");
        }
        assertThat(spellings(returned, "x-gateway-service")).isEqualTo(1);
    }
}
