package dev.crowai.gateway.testing;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.pipeline.Admission;
import dev.crowai.gateway.pipeline.Deadline;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Trace;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Router;
import dev.crowai.gateway.route.Services;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Exchanges for tests: routed through the real {@link Router} over the dev catalogue, from nobody, admitted, with fixed
 * ids and a clock that stands still at {@link #NOW}. What else a test needs it adds with the exchange's own
 * {@code with…} methods.
 */
public final class Exchanges {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    public static final InstantSource CLOCK = InstantSource.fixed(NOW);
    public static final String REQUEST_ID = "request-1";
    public static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    public static final Trace TRACE =
            new Trace("00-" + TRACE_ID + "-00f067aa0ba902b7-01", "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736");
    public static final ClientAddress CLIENT = new ClientAddress("203.0.113.7");
    public static final String HOST = "dev.api.crowai.dev";
    public static final Duration TIME = Duration.ofSeconds(20);
    public static final Services SERVICES = Services.of(Environment.DEV, Map.of(), Map.of());

    private Exchanges() {}

    /**
     * A GET.
     *
     * @param target path, and after {@code ?} the query
     * @param headers name, value, name, value, …
     */
    public static Exchange get(String target, String... headers) {
        return of(Method.GET, target, headers);
    }

    public static Exchange head(String target, String... headers) {
        return of(Method.HEAD, target, headers);
    }

    public static Exchange post(String target, String body, String... headers) {
        return of(request(Method.POST, target, Headers.of(headers), Body.of(body)));
    }

    /** Any method, without a body. */
    public static Exchange of(Method method, String target, String... headers) {
        return of(request(method, target, Headers.of(headers), Body.EMPTY));
    }

    public static Exchange of(Request request) {
        return of(request, () -> 0L);
    }

    /** As it arrives behind the steps that find the caller out, with nothing in its record. */
    public static Exchange of(
            Request request, Identity identity, Optional<Organization> organization, InstantSource clock) {
        return of(request, identity, organization, Deadline.in(TIME, clock), new RequestRecord(() -> 0L));
    }

    /**
     * With a record whose clock the test moves.
     *
     * @param nanoTime nanoseconds
     */
    public static Exchange of(Request request, LongSupplier nanoTime) {
        return of(request, Deadline.in(TIME, CLOCK), new RequestRecord(nanoTime));
    }

    /** With a deadline and a record of the test's own. */
    public static Exchange of(Request request, Deadline deadline, RequestRecord record) {
        return of(request, new Identity.Unidentified(), Optional.empty(), deadline, record);
    }

    private static Exchange of(
            Request request,
            Identity identity,
            Optional<Organization> organization,
            Deadline deadline,
            RequestRecord record) {
        return new Exchange(
                request,
                new Router(SERVICES).route(request),
                REQUEST_ID,
                TRACE,
                deadline,
                identity,
                organization,
                Admission.GRANTED,
                record);
    }

    /** The request as another client sends it. */
    public static Request from(String address, Request request) {
        return new Request(
                request.method(),
                request.path(),
                request.query(),
                request.headers(),
                request.body(),
                new ClientAddress(address),
                request.host());
    }

    /** A request from {@link #CLIENT} to {@link #HOST}; a target that does not begin with a slash is an error. */
    public static Request request(Method method, String target, Headers headers, Body body) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        return new Request(method, path, query, headers, body, CLIENT, HOST);
    }
}
