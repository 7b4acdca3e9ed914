package dev.crowai.gateway.identity;

/** The organization that an API key's metadata names. Users write metadata: it proves nothing alone. */
public sealed interface ClaimedOrganization {

    /** The metadata names no organization: the key is good for its owner's. */
    record None() implements ClaimedOrganization {}

    /**
     * The metadata names an organization.
     *
     * @param id a UUID, or the auth service's id
     */
    record Named(String id) implements ClaimedOrganization {}

    /** The metadata holds a value that is no id: it is nobody's organization. */
    record NoId() implements ClaimedOrganization {}
}
