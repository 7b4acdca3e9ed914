package dev.crowai.gateway.aws;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long the answer to an event may take. */
final class TimeLimit {
    /** API Gateway gives up 30 seconds after a request came in, and the way back takes some time too. */
    private static final Duration OF_THE_API = Duration.ofSeconds(29);

    private TimeLimit() {}

    /**
     * What the invocation has left, but no more than API Gateway will wait: it began to wait when the request came in,
     * which is before a cold start. A time of the event that is not of the last seconds, as in a sample, tells nothing.
     *
     * @param left of the invocation, less what is kept back
     */
    static Duration of(Duration left, @Nullable APIGatewayV2HTTPEvent event, Instant now) {
        return cameIn(event)
                .map(at -> Duration.between(at, now))
                .filter(age -> !age.isNegative() && age.compareTo(OF_THE_API) < 0)
                .map(OF_THE_API::minus)
                .filter(waits -> waits.compareTo(left) < 0)
                .orElse(left);
    }

    private static Optional<Instant> cameIn(@Nullable APIGatewayV2HTTPEvent event) {
        return Optional.ofNullable(event)
                .map(APIGatewayV2HTTPEvent::getRequestContext)
                .map(RequestContext::getTimeEpoch)
                .map(Instant::ofEpochMilli);
    }
}
