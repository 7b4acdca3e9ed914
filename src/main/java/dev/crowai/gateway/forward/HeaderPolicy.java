package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.HopByHop;
import dev.crowai.gateway.http.MaxForwards;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Particulars.Trait;
import dev.crowai.gateway.route.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The trust boundary: which fields of a client are sent to a service, which fields the gateway adds, and which fields
 * of a service are sent to a client (SPEC "Forwarding", both tables). Pure. The fields that services trust are removed
 * from every request before the gateway adds its own values. They are removed in any letter case, and also when {@code
 * _} is written for {@code -}.
 */
final class HeaderPolicy {
    /**
     * Fields of a client that are never sent to a service. Only the gateway sets identity, trust and addresses, and no
     * field may name another path or method than the one that the gateway checked.
     */
    private static final Set<String> REQUEST_DROPPED = Set.of(
            "host",
            "authorization",
            "x-api-key",
            "x-internal-key",
            "x-service-api-key",
            "x-crawler-secret",
            "x-organization-id",
            "x-user-id",
            "x-caller-id",
            "x-system-token",
            "x-real-ip",
            "true-client-ip",
            "forwarded",
            "forwarded-for",
            "x-forwarded",
            "x-original-forwarded-for",
            "x-client-ip",
            "client-ip",
            "x-cluster-client-ip",
            "fastly-client-ip",
            "cloudfront-viewer-address",
            "x-original-url",
            "x-rewrite-url",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-request-id",
            "traceparent",
            "tracestate",
            "x-amzn-trace-id",
            "x-origin-verify",
            "max-forwards",
            "via",
            "cookie");

    private static final List<String> REQUEST_DROPPED_PREFIXES = List.of("x-gateway-", "x-forwarded-", "cf-");

    private static final Set<String> RESPONSE_DROPPED = Set.of(
            "server",
            "x-powered-by",
            "x-internal-key",
            "x-service-api-key",
            "x-crawler-secret",
            "x-organization-id",
            "x-user-id",
            "alt-svc",
            "nel",
            "report-to");

    private static final List<String> RESPONSE_DROPPED_PREFIXES = List.of("access-control-", "x-gateway-", "x-cache");

    /** The name of the gateway in {@code Via} (RFC 9110 §7.6.3). */
    private static final String VIA = "1.1 crow";

    private static final String ACCEPT_ENCODING = "Accept-Encoding";

    private HeaderPolicy() {}

    /** The fields for the service. */
    static Headers toService(Exchange exchange, PlatformSecrets secrets) {
        Service service = exchange.service();
        Headers client = exchange.request().headers();
        List<Headers.Field> fields = new ArrayList<>(HopByHop.strip(client)
                .keep(field -> passes(field, REQUEST_DROPPED, REQUEST_DROPPED_PREFIXES))
                .fields());
        cookies(client, exchange).ifPresent(value -> fields.add(new Headers.Field("Cookie", value)));
        if (carriesContent(exchange.request().method()) && !client.has("Content-Type")) {
            fields.add(new Headers.Field("Content-Type", "application/json"));
        }
        if (service.isAuth()) {
            // The gateway reads these responses, so they must have a coding that it can decode.
            fields.removeIf(field -> field.name().equalsIgnoreCase(ACCEPT_ENCODING));
            fields.add(new Headers.Field(ACCEPT_ENCODING, "identity"));
        }
        path(exchange, fields);
        identity(exchange, service, fields);
        trust(service, secrets, fields);
        origin(exchange, fields);
        return Headers.of(fields);
    }

    /**
     * Handles the fields that every gateway on the way changes, and the fields that have a meaning only together with
     * another field.
     */
    private static void path(Exchange exchange, List<Headers.Field> fields) {
        Headers client = exchange.request().headers();
        String via = client.joined("Via").map(before -> before + ", " + VIA).orElse(VIA);
        fields.add(new Headers.Field("Via", via));
        MaxForwards.toService(exchange.request())
                .ifPresent(value -> fields.add(new Headers.Field(MaxForwards.NAME, value)));
        // The state of another trace would be wrong for this trace (W3C Trace Context §3.3).
        if (client.all("traceparent").equals(List.of(exchange.trace().traceparent()))) {
            client.joined("tracestate").ifPresent(state -> fields.add(new Headers.Field("tracestate", state)));
        }
    }

    private static void identity(Exchange exchange, Service service, List<Headers.Field> fields) {
        Identity caller = exchange.identity();
        Optional<Secret> key = caller.forwardedKey();
        Optional<Secret> bearer = service.has(Trait.TAKES_API_KEY_AS_BEARER)
                ? caller.forwardedJwt().or(() -> key)
                : caller.forwardedJwt();
        bearer.ifPresent(secret -> fields.add(new Headers.Field("Authorization", "Bearer " + secret.reveal())));
        if (caller instanceof Identity.OpaqueCaller(Secret authorization)) {
            fields.add(new Headers.Field("Authorization", authorization.reveal()));
        }
        key.filter(_ -> service.has(Trait.TAKES_API_KEY))
                .ifPresent(secret -> fields.add(new Headers.Field("X-API-Key", secret.reveal())));
        exchange.organizationId().ifPresent(id -> fields.add(new Headers.Field("X-Organization-Id", id)));
        caller.forwardedUserId().ifPresent(id -> fields.add(new Headers.Field("X-User-Id", id)));
    }

    private static void trust(Service service, PlatformSecrets secrets, List<Headers.Field> fields) {
        fields.add(new Headers.Field("X-Internal-Key", secrets.internalKey().reveal()));
        if (service.has(Trait.GETS_CRAWLER_SECRET)) {
            secrets.crawlerSecret().ifPresent(key -> fields.add(new Headers.Field("X-Crawler-Secret", key.reveal())));
        }
    }

    private static void origin(Exchange exchange, List<Headers.Field> fields) {
        fields.add(new Headers.Field(
                "X-Forwarded-For",
                VerifiedKeyAddress.of(exchange)
                        .orElse(exchange.request().client().text())));
        fields.add(new Headers.Field("X-Forwarded-Host", exchange.request().host()));
        fields.add(new Headers.Field("X-Forwarded-Proto", "https"));
        fields.add(new Headers.Field("X-Gateway-Service", exchange.service().name()));
        fields.add(new Headers.Field("X-Request-Id", exchange.requestId()));
        fields.add(new Headers.Field("traceparent", exchange.trace().traceparent()));
        fields.add(new Headers.Field("X-Amzn-Trace-Id", exchange.trace().xray()));
    }

    /**
     * The auth service gets all cookies unchanged, unless the caller was identified by another credential. Other
     * services get no cookie of the auth service.
     */
    private static Optional<String> cookies(Headers client, Exchange exchange) {
        if (exchange.service().isAuth() && !decidedByAnother(exchange.identity())) {
            return client.first("Cookie");
        }
        return client.first("Cookie").flatMap(CookieField::withoutAuthCookies);
    }

    private static boolean decidedByAnother(Identity identity) {
        return switch (identity) {
            case Identity.ApiKeyCaller _, Identity.JwtUser _, Identity.Anonymous _, Identity.OpaqueCaller _ -> true;
            case Identity.Unidentified _, Identity.SessionUser _, Identity.InternalCaller _ -> false;
        };
    }

    private static boolean carriesContent(Method method) {
        return method == Method.POST || method == Method.PUT || method == Method.PATCH;
    }

    /** The fields for the client. {@link ConfineCookies} handles the cookies. */
    static Headers toClient(Headers upstream, Exchange exchange) {
        return HopByHop.strip(upstream)
                .keep(field -> passes(field, RESPONSE_DROPPED, RESPONSE_DROPPED_PREFIXES))
                .plus("X-Gateway-Service", exchange.service().name())
                .plus("X-Gateway-Version", "v" + exchange.toService().version());
    }

    private static boolean passes(Headers.Field field, Set<String> dropped, List<String> prefixes) {
        String name = field.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return !dropped.contains(name) && prefixes.stream().noneMatch(name::startsWith);
    }
}
