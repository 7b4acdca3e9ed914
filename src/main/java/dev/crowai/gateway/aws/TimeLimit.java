package dev.crowai.gateway.aws;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import dev.crowai.gateway.aws.codec.Door;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long the response to an event may take. It depends on the door that the event came in by, not on a setting. */
final class TimeLimit {
    /** API Gateway gives up 30 seconds after a request came in, and the way back takes some time too. */
    private static final Duration OF_THE_API = Duration.ofSeconds(29);

    private TimeLimit() {}

    /**
     * By the function URL, what the invocation has left. By the API no more than API Gateway will wait: it began to wait
     * when the request came in, which is before a cold start. A time of the event that is not of the last seconds, as in
     * a sample, tells nothing; 29 seconds are then the limit.
     *
     * @param left of the invocation, less what is kept back
     */
    static Duration of(Duration left, @Nullable APIGatewayV2HTTPEvent event, Instant now) {
        Optional<RequestContext> context = Optional.ofNullable(event).map(APIGatewayV2HTTPEvent::getRequestContext);
        Door door = Door.of(context.map(RequestContext::getDomainName).orElse(""));
        return switch (door) {
            case FUNCTION_URL -> left;
            case HTTP_API -> shorter(left, whatTheApiWaits(context, now));
        };
    }

    private static Duration whatTheApiWaits(Optional<RequestContext> context, Instant now) {
        return context.map(RequestContext::getTimeEpoch)
                .map(Instant::ofEpochMilli)
                .map(cameIn -> Duration.between(cameIn, now))
                .filter(age -> !age.isNegative() && age.compareTo(OF_THE_API) < 0)
                .map(OF_THE_API::minus)
                .orElse(OF_THE_API);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
