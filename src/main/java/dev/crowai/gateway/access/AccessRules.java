package dev.crowai.gateway.access;

import dev.crowai.gateway.access.AccessDecision.Allowed;
import dev.crowai.gateway.access.AccessDecision.BadRequest;
import dev.crowai.gateway.access.AccessDecision.Forbidden;
import dev.crowai.gateway.access.AccessDecision.Needs;
import dev.crowai.gateway.access.Facts.Fact;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.route.AccessRule;
import dev.crowai.gateway.route.AccessRule.BodyField;
import dev.crowai.gateway.route.CallerId;
import dev.crowai.gateway.route.DecodedPath;
import dev.crowai.gateway.route.OpenTo;
import dev.crowai.gateway.route.Particulars.Trait;
import dev.crowai.gateway.route.PathPattern.Claim;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.route.Services;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides by the rules of the catalogue (SPEC "Access rules"). A request is allowed only if every reading of its path
 * is allowed; a path that cannot be read is refused. Pure: when {@link Facts} lack something, the decision is {@link
 * Needs}, and the caller of this class looks it up.
 */
public final class AccessRules {
    private static final String UNREADABLE = "path that cannot be decoded";
    private static final AccessDecision ALLOWED = new Allowed();

    private AccessRules() {}

    /** The decision about a request of any caller except an internal one. */
    public static AccessDecision decide(Route.ToService route, Request request, Facts facts) {
        Optional<DecodedPath> path = DecodedPath.of(route.rest());
        if (path.isEmpty()) {
            return new Forbidden(UNREADABLE, false);
        }
        AccessDecision decision = ALLOWED;
        for (List<String> reading : path.get().readings()) {
            decision = decision.and(() -> byPath(route.service(), request, reading, facts));
        }
        return decision.and(() -> organizationNames(route.service(), request, path.get(), facts));
    }

    private static AccessDecision byPath(Service service, Request request, List<String> reading, Facts facts) {
        for (AccessRule rule : service.rules()) {
            Optional<List<Claim>> claims =
                    rule.isAbout(request.method()) ? rule.path().match(reading) : Optional.empty();
            if (claims.isPresent()) {
                String name = service.segment() + "/" + rule.path();
                return openTo(rule.openTo(), name, facts)
                        .and(() -> claims(claims.get(), name, facts))
                        .and(() -> rule.body().isEmpty() ? ALLOWED : body(rule.body(), name, facts));
            }
        }
        return openTo(service.openTo(), service.segment(), facts);
    }

    private static AccessDecision openTo(OpenTo openTo, String rule, Facts facts) {
        if (!facts.isOf(openTo)) {
            return new Forbidden(rule, false);
        }
        if (openTo != OpenTo.MEMBER || facts.isMember()) {
            return ALLOWED;
        }
        return facts.known().contains(Fact.ORGANIZATION) ? new Forbidden(rule, true) : new Needs(Fact.ORGANIZATION);
    }

    private static AccessDecision claims(List<Claim> claims, String rule, Facts facts) {
        AccessDecision decision = ALLOWED;
        for (Claim claim : claims) {
            decision = decision.and(() -> own(claim.own(), claim.value(), rule, facts));
        }
        return decision;
    }

    private static AccessDecision own(CallerId own, String value, String rule, Facts facts) {
        if (facts.own(own).contains(value)) {
            return ALLOWED;
        }
        return facts.unknown(own)
                .<AccessDecision>map(Needs::new)
                .orElseGet(() -> new Forbidden(rule, own.isOfOrganization()));
    }

    private static AccessDecision body(List<BodyField> fields, String rule, Facts facts) {
        if (!facts.known().contains(Fact.BODY)) {
            return new Needs(Fact.BODY);
        }
        return switch (facts.body()) {
            case RuleBody.Unparsable(String reason) -> new BadRequest(rule, reason);
            case RuleBody.Fields body -> {
                AccessDecision decision = ALLOWED;
                for (BodyField field : fields) {
                    decision = decision.and(() -> field(field, body, rule + " " + field.name(), facts));
                }
                yield decision;
            }
        };
    }

    private static AccessDecision field(BodyField field, RuleBody.Fields body, String rule, Facts facts) {
        if (!field.required() && !body.has(field.name())) {
            return ALLOWED;
        }
        return body.text(field.name())
                .map(value -> own(field.own(), value, rule, facts))
                .orElseGet(() -> new Forbidden(rule, false));
    }

    /** Every organization that a request names must be the caller's own. */
    private static AccessDecision organizationNames(Service service, Request request, DecodedPath path, Facts facts) {
        if (service.has(Trait.CHECKS_MEMBERSHIP)) {
            return ALLOWED;
        }
        Set<String> parameters = Services.organizationParameters();
        String segment = Services.organizationSegment();
        return organizations(QueryParameters.values(request.query(), parameters), "organization in the query", facts)
                .and(() -> organizations(path.after(segment), segment + "/{own organization}", facts));
    }

    private static AccessDecision organizations(List<String> values, String rule, Facts facts) {
        AccessDecision decision = ALLOWED;
        for (String value : values) {
            decision = decision.and(() -> own(CallerId.ORGANIZATION, value, rule, facts));
        }
        return decision;
    }
}
