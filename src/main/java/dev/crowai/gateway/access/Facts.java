package dev.crowai.gateway.access;

import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.route.OpenTo;
import dev.crowai.gateway.route.Own;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is known about a caller and its request when a rule is decided. What costs something is found out when a rule
 * asks for it.
 *
 * @param known {@link Found facts} that have been found out
 * @param identity who is calling
 * @param organization the resolved organization
 * @param rowId the {@code id} of the caller's row at the user service
 * @param body the fields of the request's body
 */
public record Facts(
        Set<Found> known,
        Identity identity,
        Optional<Organization> organization,
        Optional<String> rowId,
        RuleBody body) {

    /** A fact that is found out only for rules that need it. */
    public enum Found {
        ORGANIZATION,
        ROW_ID,
        BODY
    }

    public Facts {
        known = Set.copyOf(known);
    }

    /** What is known about a caller before anything is found out. */
    public static Facts of(Identity identity) {
        return new Facts(Set.of(), identity, Optional.empty(), Optional.empty(), RuleBody.EMPTY);
    }

    /** The same about a caller whose organization, if there is one, is resolved. */
    public Facts with(Identity caller, Optional<Organization> resolved) {
        return new Facts(plus(Found.ORGANIZATION), caller, resolved, rowId, body);
    }

    public Facts withRowId(Optional<String> id) {
        return new Facts(plus(Found.ROW_ID), identity, organization, id, body);
    }

    public Facts withBody(RuleBody read) {
        return new Facts(plus(Found.BODY), identity, organization, rowId, read);
    }

    private Set<Found> plus(Found fact) {
        EnumSet<Found> more = EnumSet.of(fact);
        more.addAll(known);
        return more;
    }

    /** Whether the caller is of this kind; whether it has an organization is {@link #isMember}. */
    boolean isOf(OpenTo openTo) {
        return switch (openTo) {
            case ANYONE -> true;
            case KNOWN, MEMBER -> identity.isKnown();
            case SESSION_OR_JWT ->
                identity.isKnown()
                        && (identity instanceof Identity.SessionUser || identity instanceof Identity.JwtUser);
            case SESSION -> identity.isKnown() && identity instanceof Identity.SessionUser;
            case NOBODY -> false;
        };
    }

    boolean isMember() {
        return organization.isPresent();
    }

    /** What must be found out before all of the caller's own ids of a kind are known. */
    Optional<Found> unknown(Own own) {
        Optional<Found> needed = switch (own) {
            case AUTH_ID, ACTIVE_ORGANIZATION -> Optional.empty();
            case ROW_ID -> Optional.of(Found.ROW_ID);
            case ORGANIZATION -> Optional.of(Found.ORGANIZATION);
        };
        return needed.filter(fact -> !known.contains(fact));
    }

    /** The caller's own ids of a kind, as far as they are known. */
    Set<String> own(Own own) {
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

    /** Of a session, only where the membership is proved; a JWT proves for its own short life. */
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
