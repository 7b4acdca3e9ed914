package dev.crowai.gateway.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crowai.gateway.circuit.CircuitBreaker;
import dev.crowai.gateway.circuit.CircuitBreaker.Change;
import dev.crowai.gateway.circuit.CircuitEvents;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLException;

/**
 * An upstream that leaves a service alone which keeps failing, so that a dead one does not take the time of every
 * request: after three exchanges without any response between them, calls to that origin fail at once for two seconds,
 * then two are tried. Every response closes the circuit, whatever its status. A timeout counts only where the call had at
 * least a second: a request that had used up its time elsewhere proves nothing about this service.
 *
 * <p>Where a connection was made, the request itself may be the cause: a report that takes minutes, or a body on which
 * the service closes the connection. So such failures count once for each source of requests. No source alone makes
 * a service unavailable to others. Thread-safe.
 */
public final class GuardedUpstream implements Upstream {
    private static final int MOST_FAILURES = 3;
    private static final Duration OPEN_TIME = Duration.ofSeconds(2);
    private static final Duration FAIR_TIME = Duration.ofSeconds(1);

    /** More than the catalogue has; only its origins are ever called. */
    private static final int MOST_ORIGINS = 100;

    private final Upstream upstream;
    private final InstantSource clock;
    private final CircuitEvents events;
    private final Cache<String, CircuitBreaker> byOrigin = Caffeine.newBuilder()
            .maximumSize(MOST_ORIGINS)
            .executor(Runnable::run)
            .build();

    /** In front of an upstream. */
    public GuardedUpstream(Upstream upstream, InstantSource clock, CircuitEvents events) {
        this.upstream = upstream;
        this.clock = clock;
        this.events = events;
    }

    @Override
    public Response send(Call call) throws UpstreamException {
        URI uri = call.uri();
        CircuitBreaker breaker = byOrigin.get(
                uri.getScheme() + "://" + uri.getRawAuthority(),
                _ -> new CircuitBreaker(MOST_FAILURES, OPEN_TIME, clock));
        if (!breaker.permits()) {
            throw new UpstreamException(FailureKind.CIRCUIT_OPEN, "a service that has just failed several times");
        }
        try {
            Response response = upstream.send(call);
            responded(breaker, call);
            return response;
        } catch (UpstreamException failure) {
            if (isSilence(failure.kind(), call)) {
                failed(breaker, call, failure);
            } else if (failure.kind() != FailureKind.TIMEOUT) {
                responded(breaker, call);
            }
            throw failure;
        }
    }

    /** Whether there was no connection, so that the content of the request cannot be the cause. */
    private static boolean hadNoConnection(UpstreamException failure) {
        return ExchangeFailure.isOfConnecting(failure) || failure.getCause() instanceof SSLException;
    }

    private static boolean isSilence(FailureKind kind, Call call) {
        return switch (kind) {
            case UNREACHABLE -> true;
            case TIMEOUT -> call.timeout().compareTo(FAIR_TIME) >= 0;
            case BROKEN_OFF, UNUSABLE, CIRCUIT_OPEN -> false;
        };
    }

    private void responded(CircuitBreaker breaker, Call call) {
        if (breaker.succeeded() == Change.CLOSED) {
            events.closed(call.uri().getRawAuthority());
        }
    }

    private void failed(CircuitBreaker breaker, Call call, UpstreamException failure) {
        Change change = hadNoConnection(failure) ? breaker.failed() : breaker.failed(call.source());
        if (change == Change.OPENED) {
            events.opened(call.uri().getRawAuthority(), failure.kind().name(), OPEN_TIME);
        }
    }
}
