package dev.crowai.gateway.demo;

/**
 * A person who exists from the start.
 *
 * @param profileId the user service's id of the person
 * @param organization the name of the person's organization
 * @param session a session in which this organization is active
 * @param apiKey a key that is valid for this organization
 */
public record DemoPerson(
        String name, String email, String profileId, String organization, SignedIn session, String apiKey) {

    /** The password, which is the same for all people. */
    public String password() {
        return DemoSeed.PASSWORD;
    }

    /** Contains no credential. */
    @Override
    public String toString() {
        return name;
    }
}
