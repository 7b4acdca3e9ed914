package dev.crowai.gateway.auth;

import dev.crowai.gateway.access.AccessDecision;
import dev.crowai.gateway.access.AccessRules;
import dev.crowai.gateway.access.Facts;
import dev.crowai.gateway.access.RuleBody;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.route.Route.Chain;
import java.util.Optional;

/**
 * Applies the access rules of the catalogue (SPEC "Access rules"). A request that they do not allow is refused, because
 * the services trust every request that carries {@code X-Internal-Key}. Facts that a rule needs are looked up only when
 * a rule needs them: the body, the id of the caller's row, the organization. Internal callers are not checked.
 */
public final class CheckAccess implements Middleware {
    private final IdentityService identities;
    private final Middleware organization;
    private final SessionRevalidation sessions;

    /**
     * The step of all chains that check access.
     *
     * @param organization resolves the caller's organization on chains where no earlier step has done so
     * @param sessions reads a session again before a rule about the organization refuses it
     */
    public CheckAccess(IdentityService identities, Middleware organization, SessionRevalidation sessions) {
        this.identities = identities;
        this.organization = organization;
        this.sessions = sessions;
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        if (exchange.isInternal()) {
            return next.handle(exchange);
        }
        Facts facts = Facts.of(exchange.identity());
        boolean resolved = exchange.toService().chain() == Chain.SERVICE;
        return new AccessCheck(next, false)
                .decide(exchange, resolved ? facts.with(exchange.identity(), exchange.organization()) : facts);
    }

    /** The decision about one request. */
    private final class AccessCheck {
        private final Handler next;
        private final boolean revalidated;

        /**
         * A decision.
         *
         * @param revalidated whether the session has been read again
         */
        private AccessCheck(Handler next, boolean revalidated) {
            this.next = next;
            this.revalidated = revalidated;
        }

        private Response decide(Exchange exchange, Facts facts) {
            return switch (AccessRules.decide(exchange.toService(), exchange.request(), facts)) {
                case AccessDecision.Allowed _ -> next.handle(exchange);
                case AccessDecision.Needs(Facts.Fact fact) -> find(fact, exchange, facts);
                case AccessDecision.BadRequest(String rule, String reason) ->
                    exchange.refuse(Problem.badRequest(reason), new Refusal.MalformedBody(rule));
                case AccessDecision.Forbidden refused -> refused(refused, exchange, facts);
            };
        }

        private Response find(Facts.Fact fact, Exchange exchange, Facts facts) {
            return switch (fact) {
                case BODY -> decide(exchange, facts.withBody(RuleBody.of(exchange.request())));
                case ROW_ID ->
                    Outcome.of(Stage.ACCESS, exchange, () -> Outcome.known(rowId(exchange)))
                            .then(exchange, id -> decide(exchange, facts.withRowId(id)));
                case ORGANIZATION ->
                    organization.handle(
                            exchange,
                            resolved -> decide(resolved, facts.with(resolved.identity(), resolved.organization())));
            };
        }

        private Response refused(AccessDecision.Forbidden refused, Exchange exchange, Facts facts) {
            if (refused.byOrganization() && !revalidated && exchange.identity() instanceof Identity.SessionUser) {
                return Outcome.of(Stage.ACCESS, exchange, () -> Outcome.known(sessions.revalidated(exchange)))
                        .then(
                                exchange,
                                anew -> new AccessCheck(next, true)
                                        .decide(anew, facts.with(anew.identity(), anew.organization())));
            }
            return exchange.refuse(
                    Problem.forbidden("You do not have access to this"), new Refusal.ByAccessRule(refused.rule()));
        }
    }

    private Optional<String> rowId(Exchange exchange) throws LookupException {
        Optional<String> authId = exchange.identity().forwardedUserId();
        return authId.isEmpty()
                ? Optional.empty()
                : identities.userByAuthId(authId.get(), exchange).map(IdentityService.UserRow::id);
    }
}
