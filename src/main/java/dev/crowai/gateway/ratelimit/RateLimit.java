package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Admission;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Limits how many requests a client makes (SPEC "Rate limiting"). It counts while the rest of the chain already works,
 * and hands on an {@link Admission} to wait for before anything leaves the gateway; where the count says no, the answer
 * is 429, whatever the chain has made of it. Internal callers are not counted. What the chain throws goes on.
 */
public final class RateLimit implements Middleware {
    private final PolicyFamily family;
    private final RateLimiter limiter;

    /**
     * The limit of one chain.
     *
     * @param limiter shared by all chains of the instance
     */
    public RateLimit(PolicyFamily family, RateLimiter limiter) {
        this.family = family;
        this.limiter = limiter;
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        if (limiter.mode() == RateLimitMode.OFF || exchange.isInternal()) {
            return next.handle(exchange);
        }
        boolean enforces = limiter.mode() == RateLimitMode.ENFORCE;
        Policy policy = family.policyFor(exchange.request().method());
        PendingDecision pending = limiter.begin(policy, exchange.request().client());
        if (enforces && pending.isKnownToRefuse()) {
            return refused(exchange, await(exchange, pending));
        }
        Admission admission = enforces ? () -> refusal(exchange, pending) : Admission.GRANTED;
        Response answer = next.handle(exchange.withAdmission(admission));
        Decision decision = await(exchange, pending);
        return enforces && decision.refuses() ? refused(exchange, decision) : served(exchange, decision, answer);
    }

    private Decision await(Exchange exchange, PendingDecision pending) {
        Duration most = exchange.deadline().remainingAtMost(limiter.longestWait());
        return exchange.trail().time("limit", () -> pending.await(most));
    }

    private Optional<Response> refusal(Exchange exchange, PendingDecision pending) {
        Decision decision = await(exchange, pending);
        return decision.refuses() ? Optional.of(refusal(exchange, decision)) : Optional.empty();
    }

    private Response refused(Exchange exchange, Decision decision) {
        note(exchange, decision, Outcome.REFUSED);
        exchange.trail().note("refusal", decision.policy().label() + " rate limit");
        return refusal(exchange, decision);
    }

    private Response served(Exchange exchange, Decision decision, Response answer) {
        Outcome within = decision.fallback() ? Outcome.FALLBACK : Outcome.ALLOWED;
        note(exchange, decision, decision.refuses() ? Outcome.OBSERVED : within);
        return with(answer, decision.headers(limiter.now()));
    }

    private void note(Exchange exchange, Decision decision, Outcome outcome) {
        exchange.trail().note("limit", outcome.label());
        if (decision.fallback()) {
            exchange.trail().note("limitStore", "failed");
        }
    }

    private Response refusal(Exchange exchange, Decision decision) {
        Instant now = limiter.now();
        Response refusal = Problem.tooManyRequests(decision.policy().message())
                .with("Retry-After", Long.toString(decision.secondsLeft(now)))
                .toResponse(exchange.requestId());
        return with(refusal, decision.headers(now));
    }

    /** A service's own fields of these names are about another limit than the one that the client meets here. */
    private static Response with(Response response, Headers limits) {
        Headers headers = response.headers();
        for (Headers.Field field : limits.fields()) {
            headers = headers.with(field.name(), field.value());
        }
        return response.withHeaders(headers);
    }
}
