package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.ratelimit.policy.PolicyFamily;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import java.util.List;
import java.util.Optional;

/**
 * Limits how many requests a client may make (SPEC "Rate limiting"). This step stands before all steps that cost
 * something. A request that is known to be over a limit is refused from memory. Every other request is counted while
 * the later steps already work. It counts in the bucket of the address at once, unless a credential may belong to a
 * known caller; then {@link CountCaller} decides where it counts. If the count refuses the request, the response is
 * 429, whatever the later steps returned. Internal callers are not counted. Exceptions of later steps pass through.
 */
public final class RateLimit implements Middleware {
    private final PolicyFamily family;
    private final RateLimiter limiter;

    /**
     * The limit of one chain.
     *
     * @param limiter the same one for all chains of the instance
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
        limiter.report(exchange.request().client());
        boolean mayBeKnown = family.hasBudgetOfCaller(exchange)
                && !Credential.of(exchange.request().headers()).isEmpty();
        List<Bucket> ofAddress = limiter.buckets()
                .ofAddress(family.ofAddress(exchange), exchange.request().client());
        Tally tally = new Tally(limiter, exchange, ofAddress, mayBeKnown);
        Optional<Decision> refusal = mayBeKnown
                ? limiter.remembered(ShownCredentials.first(exchange))
                : Optional.of(tally.countAtAddress())
                        .filter(PendingDecision::isKnownToRefuse)
                        .map(_ -> tally.decision());
        if (limiter.enforces() && refusal.isPresent()) {
            return refused(exchange, refusal.get());
        }
        Response response = next.handle(exchange.withAdmission(tally));
        Decision decision = tally.decision();
        tally.finish();
        if (limiter.enforces() && decision.refuses()) {
            if (tally.provedNoCaller()) {
                ShownCredentials.first(exchange).forEach(name -> limiter.remember(name, decision));
            }
            tally.countedCaller()
                    .ifPresent(caller ->
                            ShownCredentials.of(exchange, caller).forEach(name -> limiter.remember(name, decision)));
            return refused(exchange, decision);
        }
        return served(exchange, decision, tally.observedCredential(), response);
    }

    private Response refused(Exchange exchange, Decision decision) {
        record(exchange, decision, Result.Limit.REFUSED);
        return LimitResponse.refusal(exchange, decision, limiter.now());
    }

    private Response served(Exchange exchange, Decision decision, boolean observedCredential, Response response) {
        Result.Limit within = decision.fallback() ? Result.Limit.FALLBACK : Result.Limit.ALLOWED;
        record(exchange, decision, decision.refuses() || observedCredential ? Result.Limit.OBSERVED : within);
        return LimitResponse.withLimitFields(response, decision, limiter.now());
    }

    private static void record(Exchange exchange, Decision decision, Result.Limit result) {
        exchange.record().add(result);
        if (decision.fallback()) {
            exchange.record().add(Result.Degradation.LIMIT_STORE);
        }
    }
}
