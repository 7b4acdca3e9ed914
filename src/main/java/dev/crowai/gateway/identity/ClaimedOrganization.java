package dev.crowai.gateway.identity;

/**
 * The organization that the metadata of an API key names. Users can write the metadata, so it proves nothing by itself.
 */
public sealed interface ClaimedOrganization {

    /** The metadata names no organization: the key is valid for the organization of its owner. */
    record NoClaim() implements ClaimedOrganization {}

    /**
     * The metadata names an organization.
     *
     * @param id a UUID, or the auth service's id of the organization
     */
    record Named(String id) implements ClaimedOrganization {}

    /** The metadata holds an invalid id, which belongs to no organization. */
    record InvalidClaim() implements ClaimedOrganization {}
}
