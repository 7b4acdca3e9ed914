package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Refusal;
import java.time.Instant;

/** The header fields and the 429 response that tell a client about its limit. */
final class LimitResponse {
    private LimitResponse() {}

    /** The response 429. {@code Retry-After} says when the client may try again. */
    static Response refusal(Exchange exchange, Decision decision, Instant now) {
        Problem problem = Problem.tooManyRequests(decision.policy().message())
                .with("Retry-After", Long.toString(decision.secondsLeft(now)));
        Response refusal =
                exchange.refuse(problem, new Refusal.OverLimit(decision.policy().label()));
        return withLimitFields(refusal, decision, now);
    }

    /** Replaces the service's own fields of these names, because they describe another limit. */
    static Response withLimitFields(Response response, Decision decision, Instant now) {
        Headers headers = response.headers();
        for (Headers.Field field : decision.headers(now).fields()) {
            headers = headers.with(field.name(), field.value());
        }
        return response.withHeaders(headers);
    }
}
