package dev.crowai.gateway.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.AuthCookies;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.Upstream;
import dev.crowai.gateway.upstream.UpstreamException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The gateway's own calls to the auth, organization and user services: the fields of every call, and the meaning of
 * every failure (SPEC "Identity": 503 when a service does not respond, 502 when its response is unusable).
 */
final class ServiceCalls {
    /** The longest time for a lookup, so that enough time for an error response is left when a service is slow. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final String RETRY_SOON = "5";

    private final Upstream upstream;
    private final Supplier<PlatformSecrets> secrets;
    private final JsonMapper json = JsonMapper.builder().build();

    ServiceCalls(Upstream upstream, Supplier<PlatformSecrets> secrets) {
        this.upstream = upstream;
        this.secrets = secrets;
    }

    Response get(Service service, String endpoint, Exchange exchange) throws LookupException {
        return send(
                service, Method.GET, endpoint, forwardedFor(client(exchange)), Body.EMPTY, network(exchange), exchange);
    }

    /** A lookup by an id of the auth service. Only these calls send the service key. */
    Response byAuthId(Service service, String endpoint, Exchange exchange) throws LookupException {
        Headers address = forwardedFor(client(exchange));
        Headers trusted = secrets.get()
                .serviceKey()
                .map(key -> address.plus("X-Service-API-Key", key.reveal()))
                .orElse(address);
        return send(service, Method.GET, endpoint, trusted, Body.EMPTY, endpoint, exchange);
    }

    /**
     * A lookup with a session. It sends the client's {@code Cookie} unchanged, from the pseudo-address of the session.
     */
    Response withCookie(Service service, String endpoint, Credential.SessionCookie cookie, Exchange exchange)
            throws LookupException {
        String address = AuthCookies.of(cookie).pseudoAddress();
        Headers headers = forwardedFor(address).plus("Cookie", cookie.cookies().reveal());
        return send(service, Method.GET, endpoint, headers, Body.EMPTY, address, exchange);
    }

    /**
     * A call with a JSON body.
     *
     * @param address the client address under which the service counts the call
     */
    Response post(Service service, String endpoint, String body, String address, Exchange exchange)
            throws LookupException {
        Headers headers = forwardedFor(address).plus("Content-Type", "application/json");
        String source = address.equals(client(exchange)) ? network(exchange) : address;
        return send(service, Method.POST, endpoint, headers, Body.of(body), source, exchange);
    }

    /** The client's own address, for calls without a credential. */
    static String client(Exchange exchange) {
        return exchange.request().client().text();
    }

    private static String network(Exchange exchange) {
        return exchange.request().client().widestNetwork();
    }

    private static Headers forwardedFor(String address) {
        return Headers.of("X-Forwarded-For", address);
    }

    /**
     * Makes a call.
     *
     * @param source what distinguishes the call from those for others: the address of its credential, or the id in it
     */
    private Response send(
            Service service, Method method, String endpoint, Headers extra, Body body, String source, Exchange exchange)
            throws LookupException {
        Call call = new Call(
                method,
                URI.create(service.baseUrl() + service.path(endpoint)),
                own(exchange).plus(extra),
                body,
                exchange.deadline().shareAtMost(LONGEST),
                source);
        Response response;
        try {
            response = upstream.send(call);
        } catch (UpstreamException failure) {
            throw switch (failure.kind()) {
                case UNREACHABLE, CIRCUIT_OPEN, TIMEOUT ->
                    unavailable(service, RETRY_SOON, failure.kind().name());
                case UNUSABLE, BROKEN_OFF -> unusable(service, "an unusable response");
            };
        }
        if (response.status() >= 500 || response.status() == 429) {
            throw unavailable(service, retryAfter(response), "status " + response.status());
        }
        return response;
    }

    /** The fields that identify the gateway and the request. */
    private Headers own(Exchange exchange) {
        return Headers.of(
                "Accept", "application/json",
                "X-Internal-Key", secrets.get().internalKey().reveal(),
                "X-Request-Id", exchange.requestId(),
                "traceparent", exchange.trace().traceparent(),
                "X-Amzn-Trace-Id", exchange.trace().xray());
    }

    /** The auth service's own rate limiter sends the value under another name (contract c215). */
    private static String retryAfter(Response response) {
        return response.header("Retry-After")
                .or(() -> response.header("X-Retry-After"))
                .orElse(RETRY_SOON);
    }

    /** The JSON of a response. A body that is not JSON, or has more text after it, is unusable. */
    JsonNode json(Service service, Response response) throws LookupException {
        String text = response.body().utf8().orElse("");
        try {
            JsonNode node = json.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
            if (node instanceof MissingNode) {
                throw unusable(service, "an empty body with status " + response.status());
            }
            return node;
        } catch (JsonProcessingException notJson) {
            throw unusable(service, "a body that is no JSON with status " + response.status());
        }
    }

    /** The failure of a service that does not respond, or that refuses the gateway's key. */
    static LookupException unavailable(Service service, String retryAfter, String why) {
        return new LookupException(service.name(), Problem.unavailable(service.name(), retryAfter), why);
    }

    static LookupException gatewayKeyRefused(Service service) {
        return unavailable(service, RETRY_SOON, "refuses the gateway's own key");
    }

    static LookupException unusable(Service service, String what) {
        return LookupException.unusable(service.name(), what);
    }
}
