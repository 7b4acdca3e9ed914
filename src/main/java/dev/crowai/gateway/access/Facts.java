package dev.crowai.gateway.access;

import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.route.CallerId;
import dev.crowai.gateway.route.OpenTo;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is known about a caller and its request when a rule is decided. Facts that need a lookup are found only when a
 * rule needs them.
 *
 * @param known the {@link Fact facts} that have been looked up
 * @param identity the caller
 * @param organization the resolved organization; empty when there is none
 * @param rowId the {@code id} of the caller's row at the user service; empty when unknown or when there is no row
 * @param body the fields of the request's body
 */
public record Facts(
        Set<Fact> known,
        Identity identity,
        Optional<Organization> organization,
        Optional<String> rowId,
        RuleBody body) {

    /** A fact that is looked up only for rules that need it. */
    public enum Fact {
        ORGANIZATION,
        ROW_ID,
        BODY
    }

    public Facts {
        known = Set.copyOf(known);
    }

    /** What is known about a caller before any lookup. */
    public static Facts of(Identity identity) {
        return new Facts(Set.of(), identity, Optional.empty(), Optional.empty(), RuleBody.EMPTY);
    }

    /** The facts about a caller whose organization has been resolved; empty when it has none. */
    public Facts with(Identity caller, Optional<Organization> resolved) {
        return new Facts(plus(Fact.ORGANIZATION), caller, resolved, rowId, body);
    }

    public Facts withRowId(Optional<String> id) {
        return new Facts(plus(Fact.ROW_ID), identity, organization, id, body);
    }

    public Facts withBody(RuleBody read) {
        return new Facts(plus(Fact.BODY), identity, organization, rowId, read);
    }

    private Set<Fact> plus(Fact fact) {
        EnumSet<Fact> more = EnumSet.of(fact);
        more.addAll(known);
        return more;
    }

    /** Whether the caller is of this kind, without its organization, which {@link #isMember} checks. */
    boolean isOf(OpenTo openTo) {
        return switch (openTo) {
            case ANYONE -> true;
            case KNOWN, MEMBER -> identity.isKnown();
            case SESSION_OR_JWT -> identity instanceof Identity.SessionUser || identity instanceof Identity.JwtUser;
            case SESSION -> identity instanceof Identity.SessionUser;
            case NOBODY -> false;
        };
    }

    boolean isMember() {
        return organization.isPresent();
    }

    /** The fact that must be looked up before the caller's ids of this kind are known; empty when they are known. */
    Optional<Fact> unknown(CallerId own) {
        Optional<Fact> needed = switch (own) {
            case AUTH_ID, ACTIVE_ORGANIZATION -> Optional.empty();
            case ROW_ID -> Optional.of(Fact.ROW_ID);
            case ORGANIZATION -> Optional.of(Fact.ORGANIZATION);
        };
        return needed.filter(fact -> !known.contains(fact));
    }

    /** The caller's own ids of a kind that are known so far. */
    Set<String> own(CallerId own) {
        return switch (own) {
            case AUTH_ID -> set(identity.forwardedUserId());
            case ROW_ID -> set(rowId);
            case ACTIVE_ORGANIZATION -> set(activeOrganization());
            case ORGANIZATION -> organizations();
        };
    }

    private Set<String> organizations() {
        Set<String> ids = new HashSet<>(set(activeOrganization()));
        if (identity instanceof Identity.JwtUser user) {
            user.organizationId().ifPresent(ids::add);
        }
        organization.ifPresent(found -> {
            ids.add(found.id());
            found.authId().ifPresent(ids::add);
        });
        return ids;
    }

    /**
     * The active organization: of a session only when the membership is proved, of a JWT always, because a JWT is valid
     * for a short time only.
     */
    private Optional<String> activeOrganization() {
        return switch (identity) {
            case Identity.SessionUser user -> user.activeOrganization().proved();
            case Identity.JwtUser user -> user.activeOrganization();
            case Identity.ApiKeyCaller _,
                    Identity.Anonymous _,
                    Identity.OpaqueCaller _,
                    Identity.InternalCaller _,
                    Identity.Unidentified _ -> Optional.empty();
        };
    }

    private static Set<String> set(Optional<String> id) {
        return id.<Set<String>>map(Set::of).orElseGet(Set::of);
    }
}
