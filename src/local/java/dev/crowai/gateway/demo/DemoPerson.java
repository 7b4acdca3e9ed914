package dev.crowai.gateway.demo;

/**
 * Somebody who is there from the start.
 *
 * @param organization its name
 * @param session a session that is active in it
 * @param apiKey a key that is good for it
 */
public record DemoPerson(String name, String email, String organization, SignedIn session, String apiKey) {

    /** The password of every person here. */
    public String password() {
        return DemoSeed.PASSWORD;
    }

    /** Shows no credential. */
    @Override
    public String toString() {
        return name;
    }
}
