package dev.crowai.gateway.demo;

import java.util.List;
import java.util.Optional;

/**
 * Creates the people of {@link DemoSeed}: user, membership, session and API key. Their ids are the same at every start.
 */
final class DemoPeople {
    private final DemoAccounts accounts;
    private final DemoDirectory directory;
    private final DemoKeys keys;
    private final DemoCookies cookies;
    private final DemoConfig config;

    DemoPeople(DemoAccounts accounts, DemoDirectory directory, DemoKeys keys, DemoCookies cookies, DemoConfig config) {
        this.accounts = accounts;
        this.directory = directory;
        this.keys = keys;
        this.cookies = cookies;
        this.config = config;
    }

    List<DemoPerson> enter(List<DemoSeed.Person> people) {
        return people.stream().map(this::enter).toList();
    }

    private DemoPerson enter(DemoSeed.Person person) {
        DemoUser user = accounts.add(new DemoUser(
                person.userId(),
                person.name(),
                person.email(),
                DemoSeed.PASSWORD,
                false,
                config.clock().instant()));
        DemoOrganization organization = join(person.organization(), user);
        if (config.populated() && directory.isOwner(organization.authId(), user.id())) {
            directory.makeAdmin(user.id());
        }
        DemoSession session =
                accounts.openSession(user, new DemoAccounts.Client("127.0.0.1", ""), person.sessionToken());
        accounts.put(session.withActive(Optional.of(organization.authId())));
        DemoApiKey key = keys.create(
                person.apiKey(),
                "local demo",
                user.id(),
                DemoResponses.object().put("organizationId", organization.id()),
                Optional.empty());
        SignedIn signedIn = new SignedIn(
                user.id(),
                cookies.pair(person.sessionToken()),
                Optional.of(organization.id()),
                Optional.of(organization.authId()));
        String profileId = directory.profile(user.id()).orElseThrow().id();
        return new DemoPerson(person.name(), person.email(), profileId, organization.name(), signedIn, key.key());
    }

    private DemoOrganization join(DemoSeed.SeedOrganization seed, DemoUser user) {
        Optional<DemoOrganization> known = directory.byAuthId(seed.authId());
        if (known.isPresent()) {
            directory.join(known.get(), user);
            return known.get();
        }
        return directory.create(
                new DemoOrganization(
                        seed.authId(),
                        seed.id(),
                        seed.name(),
                        seed.slug(),
                        config.clock().instant()),
                user);
    }
}
