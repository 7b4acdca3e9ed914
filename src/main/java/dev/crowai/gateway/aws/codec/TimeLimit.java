package dev.crowai.gateway.aws.codec;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long the response to an event may take. It depends on the door that received the event, not on a setting. */
public final class TimeLimit {
    /**
     * API Gateway returns an error 30 seconds after it received the request. One second less leaves time to return the
     * response.
     */
    private static final Duration OF_THE_API = Duration.ofSeconds(29);

    private TimeLimit() {}

    /**
     * For the function URL, the limit is the time that the invocation has left. For the API, it is also limited by API
     * Gateway, which starts to wait when it receives the request, which is before a cold start. A time in the event
     * that is not within the last seconds, as in a sample event, is ignored; the limit is then 29 seconds.
     *
     * @param left the time that the invocation has left, without the reserve
     */
    public static Duration of(Duration left, @Nullable APIGatewayV2HTTPEvent event, Instant now) {
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
