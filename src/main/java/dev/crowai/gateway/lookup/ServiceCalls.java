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
 * The gateway's own calls to the auth, organization and user services: what every one of them carries, and what every
 * failure of theirs means (SPEC "Identity": 503 where a service does not answer, 502 where it answers nonsense).
 */
final class ServiceCalls {
    /** No lookup may take longer, so that a slow dependency leaves time for a defined answer. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final String RETRY_SOON = "5";

    private final Upstream upstream;
    private final Supplier<PlatformSecrets> secrets;
    private final JsonMapper json = JsonMapper.builder().build();

    ServiceCalls(Upstream upstream, Supplier<PlatformSecrets> secrets) {
        this.upstream = upstream;
        this.secrets = secrets;
    }

    Response get(Service service, String path, Headers extra, Exchange exchange) throws LookupException {
        return send(service, Method.GET, path, extra, Body.EMPTY, exchange);
    }

    Response post(Service service, String path, String body, Exchange exchange) throws LookupException {
        Headers type = Headers.of("Content-Type", "application/json");
        return send(service, Method.POST, path, type, Body.of(body), exchange);
    }

    private Response send(Service service, Method method, String path, Headers extra, Body body, Exchange exchange)
            throws LookupException {
        Call call = new Call(
                method,
                URI.create(service.baseUrl() + path),
                own(exchange).plus(extra),
                body,
                exchange.deadline().remainingAtMost(LONGEST));
        Response response;
        try {
            response = upstream.send(call);
        } catch (UpstreamException failure) {
            throw switch (failure.kind()) {
                case UNREACHABLE, TIMEOUT ->
                    unavailable(service, RETRY_SOON, failure.kind().name());
                case UNUSABLE, BROKEN_OFF -> nonsense(service, "an unusable answer");
            };
        }
        if (response.status() >= 500 || response.status() == 429) {
            throw unavailable(service, retryAfter(response), "status " + response.status());
        }
        return response;
    }

    /** Who asks, and for whom: services limit by the first address of {@code X-Forwarded-For}. */
    private Headers own(Exchange exchange) {
        PlatformSecrets keys = secrets.get();
        Headers headers = Headers.of(
                "Accept", "application/json",
                "X-Internal-Key", keys.internalKey().reveal(),
                "X-Forwarded-For", exchange.request().client().text(),
                "X-Request-Id", exchange.requestId(),
                "traceparent", exchange.trace().traceparent(),
                "X-Amzn-Trace-Id", exchange.trace().xray());
        return keys.serviceKey()
                .map(key -> headers.plus("X-Service-API-Key", key.reveal()))
                .orElse(headers);
    }

    /** The auth service's own limiter says it under another name (contract c215). */
    private static String retryAfter(Response response) {
        return response.header("Retry-After")
                .or(() -> response.header("X-Retry-After"))
                .orElse(RETRY_SOON);
    }

    /** The answer's JSON; a body that is none, or has more after it, is nonsense. */
    JsonNode json(Service service, Response response) throws LookupException {
        String text = response.body().utf8().orElse("");
        try {
            JsonNode node = json.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
            if (node instanceof MissingNode) {
                throw nonsense(service, "an empty body with status " + response.status());
            }
            return node;
        } catch (JsonProcessingException notJson) {
            throw nonsense(service, "a body that is no JSON with status " + response.status());
        }
    }

    /** The service is there but does not take the gateway's key, or does not answer at all. */
    static LookupException unavailable(Service service, String retryAfter, String why) {
        return new LookupException(service.name(), Problem.unavailable(service.name(), retryAfter), why);
    }

    static LookupException refusesTheGateway(Service service) {
        return unavailable(service, RETRY_SOON, "refuses the gateway's own key");
    }

    static LookupException nonsense(Service service, String what) {
        return new LookupException(
                service.name(), Problem.badGateway(service.name() + " gave an unusable answer"), what);
    }
}
