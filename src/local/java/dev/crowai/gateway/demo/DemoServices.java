package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.route.Services;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Stand-ins for all services of the catalogue, each on its own port. The auth, organization and user services respond
 * according to the recorded contracts. The other services return what they received, or data for a dashboard when
 * populated. Ann and her organization Acme exist from the start.
 */
public final class DemoServices implements AutoCloseable {
    private final DemoConfig config;
    private final DemoIds ids = new DemoIds();
    private final DemoCookies cookies;
    private final DemoAccounts accounts;
    private final DemoDirectory directory;
    private final DemoKeys keys;
    private final DemoTokens tokens;
    private final Map<String, DemoService> byName = new LinkedHashMap<>();
    private final Map<String, DemoService> bySegment = new TreeMap<>();
    private final List<DemoPerson> people;

    private DemoServices(DemoConfig config) {
        this.config = config;
        this.cookies = new DemoCookies(config.secureCookies());
        this.accounts = new DemoAccounts(ids, config.clock());
        this.directory = new DemoDirectory(ids, config.clock());
        this.keys = new DemoKeys(ids, config.clock());
        this.tokens = new DemoTokens(ids, directory, config.clock());
        List<DemoSeed.Person> seed = new ArrayList<>(List.of(DemoSeed.ANN));
        seed.addAll(config.populated() ? DemoSeed.OTHERS : List.of());
        this.people = new DemoPeople(accounts, directory, keys, cookies, config).enter(seed);
    }

    /** Starts all services, each on a free port of the loopback interface. */
    public static DemoServices start(DemoConfig config) throws IOException {
        return start(config, Loopback.ADDRESS, row -> 0);
    }

    /** Starts all services on their local ports of the catalogue. The exception names a port that is in use. */
    public static DemoServices onCataloguePorts(DemoConfig config, InetAddress bind) throws IOException {
        return start(config, bind, row -> row.baseUrl().getPort());
    }

    private static DemoServices start(DemoConfig config, InetAddress bind, ToIntFunction<Service> port)
            throws IOException {
        DemoServices services = new DemoServices(config);
        List<Service> rows = Services.of(Environment.LOCAL, Map.of(), Map.of()).all().stream()
                .sorted(Comparator.comparingInt((Service row) -> row.baseUrl().getPort()))
                .toList();
        try {
            for (Service row : rows) {
                DemoService running = services.byName.get(row.name());
                if (running == null) {
                    running = DemoService.open(
                            row.name(), new InetSocketAddress(bind, port.applyAsInt(row)), services.behaviour(row));
                    services.byName.put(row.name(), running);
                }
                services.bySegment.put(row.segment(), running);
            }
            return services;
        } catch (IOException failed) {
            services.close();
            throw failed;
        }
    }

    private Function<DemoRequest, Response> behaviour(Service row) {
        return switch (row.name()) {
            case Services.AUTH_SERVICE -> AuthService.of(config, accounts, directory, cookies, keys, tokens, ids);
            case Services.USER_SERVICE -> PeoplePages.before(new UserService(config, directory), config, directory);
            case Services.ORGANIZATION_SERVICE ->
                PeoplePages.before(new OrganizationService(config, directory, tokens), config, directory);
            default -> DashboardService.of(row.name(), config);
        };
    }

    /** The environment variables that connect a gateway to these services: {@code SERVICE_URLS} and the keys. */
    public Map<String, String> environment() {
        ObjectNode urls = DemoResponses.object();
        bySegment.forEach((segment, service) -> urls.put(segment, service.uri().toString()));
        return Map.of(
                "SERVICE_URLS", urls.toString(),
                "AUTH_SERVICE_URL", auth().uri().toString(),
                "JWT_ISSUER", DemoConfig.ISSUER,
                "INTERNAL_GATEWAY_KEY", config.internalKey(),
                "SERVICE_API_KEY_ORG_SERVICE", config.serviceKey());
    }

    /** All services, in the order of the catalogue's ports. */
    public List<DemoService> all() {
        return List.copyOf(byName.values());
    }

    /**
     * The service behind a path segment.
     *
     * @throws IllegalArgumentException when the catalogue has no such segment
     */
    public DemoService behind(String segment) {
        return Optional.ofNullable(bySegment.get(segment))
                .orElseThrow(() -> new IllegalArgumentException("no such segment: " + segment));
    }

    /**
     * The service of that name.
     *
     * @throws IllegalArgumentException when the catalogue has no such service
     */
    public DemoService named(String name) {
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no such service: " + name));
    }

    public DemoService auth() {
        return behind("auth");
    }

    public DemoService organizations() {
        return behind("organizations");
    }

    public DemoService users() {
        return behind("users");
    }

    public DemoTokens tokens() {
        return tokens;
    }

    /** All people who exist from the start, Ann first. */
    public List<DemoPerson> people() {
        return people;
    }

    /** Ann, who always exists from the start. */
    public SignedIn ann() {
        return people.getFirst().session();
    }

    /** An API key of Ann, which is valid for Acme. */
    public String annsKey() {
        return people.getFirst().apiKey();
    }

    /** Creates a user with a session, but without an organization and without a profile at the user service. */
    public SignedIn signUp(String name) {
        return signIn(newUser(name), Optional.empty(), ids.next());
    }

    /** Creates a user with a session in which a new organization is active. */
    public SignedIn signUp(String name, String organization) {
        DemoUser user = newUser(name);
        return signIn(user, Optional.of(directory.create(organization, slug(organization), user)), ids.next());
    }

    /** Creates a user with a session in which the organization of another user is active. */
    public SignedIn join(String name, SignedIn member) {
        DemoUser user = newUser(name);
        Optional<DemoOrganization> joined = member.authOrganizationId().flatMap(directory::byAuthId);
        directory.join(joined.orElseThrow(), user);
        return signIn(user, joined, ids.next());
    }

    private DemoUser newUser(String name) {
        return accounts.add(name, slug(name) + "-" + ids.next() + "@acme.test", DemoSeed.PASSWORD);
    }

    private static String slug(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private SignedIn signIn(DemoUser user, Optional<DemoOrganization> organization, String token) {
        DemoSession session = accounts.openSession(user, new DemoAccounts.Client("127.0.0.1", ""), token);
        accounts.put(session.withActive(organization.map(DemoOrganization::authId)));
        return new SignedIn(
                user.id(),
                cookies.pair(token),
                organization.map(DemoOrganization::id),
                organization.map(DemoOrganization::authId));
    }

    /** A JWT for a caller's session, as the auth service issues it. */
    public String jwt(SignedIn caller) {
        return tokens.issue(accounts.user(caller.userId()).orElseThrow(), caller.authOrganizationId());
    }

    /** Creates a key of a caller, with the metadata that the caller sent. */
    public String apiKey(SignedIn owner, Map<String, String> metadata) {
        ObjectNode json = DemoResponses.object();
        metadata.forEach(json::put);
        JsonNode stored = metadata.isEmpty() ? NullNode.getInstance() : json;
        return keys.create("a key", owner.userId(), stored, Optional.empty()).key();
    }

    /** Removes the owner of a key. */
    public void orphan(String key) {
        keys.byKey(key).ifPresent(known -> keys.change(known.id(), DemoApiKey::withoutUser));
    }

    /** Limits how often a key can be verified. */
    public void limit(String key, int uses) {
        keys.byKey(key).ifPresent(known -> keys.change(known.id(), any -> any.withLimit(uses)));
    }

    /** Removes a caller from the organization. Session and profile still name the organization. */
    public void remove(SignedIn caller) {
        caller.authOrganizationId().ifPresent(id -> directory.remove(id, caller.userId()));
    }

    /** Makes a caller's session expire now. */
    public void expire(SignedIn caller) {
        moveExpiry(caller, Duration.ZERO);
    }

    /** Makes a caller's session so old that its next use renews it. */
    public void age(SignedIn caller) {
        moveExpiry(caller, Duration.ofDays(5));
    }

    private void moveExpiry(SignedIn caller, Duration left) {
        cookies.token(Optional.of(caller.cookie())).ifPresent(token -> accounts.endIn(left, token));
    }

    @Override
    public void close() {
        byName.values().forEach(DemoService::close);
    }
}
