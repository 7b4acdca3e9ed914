package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Refusal;
import java.time.Instant;

/** How a client is told of its limit. */
final class LimitResponse {
    private LimitResponse() {}

    /** 429, with when to come again. */
    static Response refusal(Exchange exchange, Decision decision, Instant now) {
        Problem problem = Problem.tooManyRequests(decision.policy().message())
                .with("Retry-After", Long.toString(decision.secondsLeft(now)));
        Response refusal =
                exchange.refuse(problem, new Refusal.OverLimit(decision.policy().label()));
        return withLimitFields(refusal, decision, now);
    }

    /** A service's own fields of these names are about another limit than the one that the client meets here. */
    static Response withLimitFields(Response response, Decision decision, Instant now) {
        Headers headers = response.headers();
        for (Headers.Field field : decision.headers(now).fields()) {
            headers = headers.with(field.name(), field.value());
        }
        return response.withHeaders(headers);
    }
}
