package dev.crowai.gateway.demo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * The data that the demo services have from the start. It is always the same, so that a copied command still works the
 * next day. Its credentials are valid for the demo services only.
 */
final class DemoSeed {
    static final String PASSWORD = "Passw0rd!123";
    static final SeedOrganization ACME = new SeedOrganization("Acme", "acme");
    static final SeedOrganization GLOBEX = new SeedOrganization("Globex", "globex");
    static final List<SeedOrganization> ORGANIZATIONS = List.of(ACME, GLOBEX);
    static final Person ANN = new Person("Ann", ACME);

    /** A colleague of Ann, and two people of another organization. */
    static final List<Person> OTHERS =
            List.of(new Person("Bob", ACME), new Person("Carol", GLOBEX), new Person("Dan", GLOBEX));

    private static final int ID_LENGTH = 32;

    private DemoSeed() {}

    /** An organization. Its ids are derived from its name and its slug. */
    record SeedOrganization(String name, String slug) {
        String authId() {
            return letters(name, "Organization");
        }

        String id() {
            return UUID.nameUUIDFromBytes(slug.getBytes(StandardCharsets.UTF_8)).toString();
        }
    }

    /** A person with a session and an API key. */
    record Person(String name, SeedOrganization organization) {
        String email() {
            return name.toLowerCase(Locale.ROOT) + "@" + organization.slug() + ".test";
        }

        String userId() {
            return letters(name, "User");
        }

        String sessionToken() {
            return letters(name, "Session");
        }

        /** The id of the invitation of somebody who was invited and is no member yet. */
        String invitationId() {
            return letters(name, organization.name() + "Invitation");
        }

        String apiKey() {
            return DemoApiKey.PREFIX + letters(name, "Key");
        }
    }

    private static String letters(String name, String what) {
        return (name + "LocalDemo" + what).repeat(3).substring(0, ID_LENGTH);
    }
}
