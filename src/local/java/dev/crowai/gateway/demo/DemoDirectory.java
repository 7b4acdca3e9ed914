package dev.crowai.gateway.demo;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Organizations, their members, and the profiles of the user service, in the order of their creation. */
final class DemoDirectory {
    private record Membership(String authOrganizationId, String userId) {}

    private final DemoIds ids;
    private final InstantSource clock;
    private final List<DemoOrganization> organizations = new ArrayList<>();
    private final List<Membership> memberships = new ArrayList<>();
    private final Map<String, DemoProfile> profiles = new LinkedHashMap<>();

    DemoDirectory(DemoIds ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** Creates an organization with its first member. */
    synchronized DemoOrganization create(String name, String slug, DemoUser owner) {
        return create(
                new DemoOrganization(ids.next(), UUID.randomUUID().toString(), name, slug, clock.instant()), owner);
    }

    /** Adds an organization with its first member. */
    synchronized DemoOrganization create(DemoOrganization organization, DemoUser owner) {
        organizations.add(organization);
        join(organization, owner);
        return organization;
    }

    /**
     * Adds a member. The profile of a user stays with the first organization that the user joined. Its id follows from
     * the user's, so that people who exist from the start have the same one at every start.
     */
    synchronized void join(DemoOrganization organization, DemoUser user) {
        memberships.add(new Membership(organization.authId(), user.id()));
        profiles.computeIfAbsent(
                user.id(),
                id -> new DemoProfile(
                        UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))
                                .toString(),
                        id,
                        organization.id(),
                        user.email(),
                        user.name(),
                        "member",
                        clock.instant()));
    }

    /** Makes a user an admin at the user service, as the onboarding of an organization does for its first member. */
    synchronized void makeAdmin(String userId) {
        profiles.computeIfPresent(userId, (_, profile) -> profile.asAdmin());
    }

    /** Whether a user created an organization, or joined it later. */
    synchronized boolean isOwner(String authOrganizationId, String userId) {
        return memberships.stream()
                .filter(membership -> membership.authOrganizationId().equals(authOrganizationId))
                .findFirst()
                .filter(first -> first.userId().equals(userId))
                .isPresent();
    }

    /**
     * Ends a membership. The user's profile and the active organization of the sessions do not change, as in the real
     * services.
     */
    synchronized void remove(String authOrganizationId, String userId) {
        memberships.remove(new Membership(authOrganizationId, userId));
    }

    synchronized Optional<DemoOrganization> byAuthId(String authId) {
        return organizations.stream()
                .filter(organization -> organization.authId().equals(authId))
                .findFirst();
    }

    synchronized Optional<DemoOrganization> byId(String id) {
        return organizations.stream()
                .filter(organization -> organization.id().equals(id))
                .findFirst();
    }

    synchronized Optional<DemoOrganization> rename(String id, String name) {
        Optional<DemoOrganization> renamed =
                byId(id).map(old -> new DemoOrganization(old.authId(), old.id(), name, old.slug(), old.createdAt()));
        renamed.ifPresent(organization ->
                organizations.replaceAll(old -> old.id().equals(organization.id()) ? organization : old));
        return renamed;
    }

    synchronized boolean isMember(String authOrganizationId, String userId) {
        return memberships.contains(new Membership(authOrganizationId, userId));
    }

    synchronized List<DemoOrganization> of(String userId) {
        return organizations.stream()
                .filter(organization -> isMember(organization.authId(), userId))
                .toList();
    }

    synchronized Optional<DemoProfile> profile(String authUserId) {
        return Optional.ofNullable(profiles.get(authUserId));
    }

    synchronized List<DemoProfile> profilesIn(String organizationId) {
        return profiles().stream()
                .filter(profile -> profile.organizationId().equals(organizationId))
                .toList();
    }

    synchronized List<DemoProfile> profiles() {
        return List.copyOf(profiles.values());
    }
}
