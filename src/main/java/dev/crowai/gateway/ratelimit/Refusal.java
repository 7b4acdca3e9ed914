package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import java.time.Instant;

/** How a client is told of its limit. */
final class Refusal {
    private Refusal() {}

    /** 429, with when to come again. */
    static Response of(Decision decision, String requestId, Instant now) {
        Response refusal = Problem.tooManyRequests(decision.policy().message())
                .with("Retry-After", Long.toString(decision.secondsLeft(now)))
                .toResponse(requestId);
        return told(refusal, decision, now);
    }

    /** A service's own fields of these names are about another limit than the one that the client meets here. */
    static Response told(Response response, Decision decision, Instant now) {
        Headers headers = response.headers();
        for (Headers.Field field : decision.headers(now).fields()) {
            headers = headers.with(field.name(), field.value());
        }
        return response.withHeaders(headers);
    }
}
