package dev.crowai.gateway.testing;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.Upstream;
import dev.crowai.gateway.upstream.UpstreamException;
import java.net.ConnectException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The services behind the gateway, in memory. The auth, organization and user services answer as the recorded contracts
 * do (c042–c066, c070–c085, c104–c132, c302); every other path is answered by {@link #onForward}. It captures what went out: {@link #calls}, {@link #lookups}, {@link
 * #forwarded}. {@link LoopbackPlatform} serves it over HTTP.
 *
 * <p>People: {@code ann} (session cookie {@code ann.sig}, organization {@code ba-acme} = {@link #ACME}), {@code bob}
 * ({@code bob.sig}, of {@link #BETA} by the user service, none active), {@code newcomer} ({@code new.sig}, without
 * organization), {@code gone} (removed from Acme: {@code gone.sig} still has it active, {@code idle.sig} has none),
 * {@code anonymous-1} ({@code anonymous.sig}). Keys: {@code crow_ann} (Acme), {@code crow_own} (Ann's, no metadata), {@code crow_forged} (Bob's, says
 * Acme), {@code crow_nobody} (no user).
 */
public final class Platform implements Upstream {
    public static final String ACME = "4a1c555d-0000-4000-8000-d5d032a3c889";
    public static final String BETA = "d2066911-0000-4000-8000-bfd47b7854fc";
    public static final String INTERNAL_KEY = "the-internal-key";
    public static final String SERVICE_KEY = "the-service-key";
    public static final String CRAWLER_SECRET = "the-crawler-secret";
    public static final String KEY_ID = "key-1";

    /** The variables of a gateway in front of it. */
    public static final Map<String, String> VARIABLES = Map.of(
            "ENVIRONMENT", "dev",
            "CACHE", "crow-gateway",
            "INTERNAL_GATEWAY_KEY", INTERNAL_KEY,
            "SERVICE_API_KEY_ORG_SERVICE", SERVICE_KEY,
            "CRAWLER_SERVICE_SECRET", CRAWLER_SECRET);

    public static final String ACTIVE_MEMBER = "/api/v1/auth/organization/get-active-member";

    private static final String SESSION_COOKIE = "better-auth.session_token=";
    private static final KeyPair KEYS = rsa();

    /** Answers a call. */
    @FunctionalInterface
    public interface Answer {
        Response to(Call call) throws UpstreamException;
    }

    private record Person(String userId, String activeOrganization) {
        boolean isAnonymous() {
            return userId.startsWith("anonymous");
        }

        boolean hasActive(String authId) {
            return activeOrganization.equals("\"" + authId + "\"");
        }
    }

    private final InstantSource clock;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> overrides = new ConcurrentHashMap<>();
    private final Map<String, Person> sessions = new ConcurrentHashMap<>(Map.of(
            "ann.sig", new Person("ann", "\"ba-acme\""),
            "bob.sig", new Person("bob", "null"),
            "new.sig", new Person("newcomer", "null"),
            "lost.sig", new Person("bob", "\"ba-unknown\""),
            "gone.sig", new Person("gone", "\"ba-acme\""),
            "idle.sig", new Person("gone", "null"),
            "anonymous.sig", new Person("anonymous-1", "null")));
    private final Map<String, String> keys = new ConcurrentHashMap<>(Map.of(
            "crow_ann", key("\"ann\"", "{\"organizationId\":\"" + ACME + "\"}"),
            "crow_own", key("\"ann\"", "null"),
            "crow_new", key("\"newcomer\"", "null"),
            "crow_forged", key("\"bob\"", "{\"organizationId\":\"" + ACME + "\"}"),
            "crow_odd", key("\"ann\"", "{\"organizationId\":[\"" + ACME + "\"]}"),
            "crow_nobody", key("null", "{\"organizationId\":\"" + ACME + "\"}")));
    private final Map<String, String> organizations = Map.of("ba-acme", ACME, "ba-beta", BETA);
    private final Map<String, String> users = new ConcurrentHashMap<>(Map.of("ann", ACME, "bob", BETA, "gone", ACME));
    private final Map<String, List<String>> memberships =
            new ConcurrentHashMap<>(Map.of("ann", List.of("ba-acme"), "bob", List.of("ba-unknown", "ba-beta")));
    private volatile Optional<Response> noMember = Optional.empty();
    private volatile Consumer<Call> lookup = _ -> {};
    private volatile Answer forward = _ -> Response.json(200, "{\"ok\":true}");

    public Platform(InstantSource clock) {
        this.clock = clock;
    }

    /** What every service answers to what is forwarded. */
    public Platform onForward(Answer answer) {
        forward = answer;
        return this;
    }

    public Platform onForward(Response response) {
        return onForward(_ -> response);
    }

    /** Another answer for a path of the auth, organization or user service, in place of the contract's. */
    public Platform on(String path, Answer answer) {
        overrides.put(path, answer);
        return this;
    }

    /** What happens before each of the gateway's own lookups is answered. */
    public Platform delayed(Consumer<Call> before) {
        lookup = before;
        return this;
    }

    /** A failure for a path. */
    public Platform fail(String path, UpstreamException.FailureKind kind) {
        return on(path, _ -> {
            throw failure(kind);
        });
    }

    /** A failure as {@link dev.crowai.gateway.upstream.JdkUpstream} reports it; one that is unreachable has no connection. */
    public static UpstreamException failure(UpstreamException.FailureKind kind) {
        return kind == UpstreamException.FailureKind.UNREACHABLE
                ? new UpstreamException(kind, "as the test wants it", new ConnectException())
                : new UpstreamException(kind, "as the test wants it");
    }

    /** Begins a session without an active organization, as a sign-in does. */
    public void signIn(String cookie, String userId) {
        sessions.put(cookie, new Person(userId, "null"));
    }

    /** Another organization of a session, as set-active makes it; {@code null} for none. */
    public void setActive(String cookie, String json) {
        sessions.computeIfPresent(cookie, (_, person) -> new Person(person.userId(), json));
    }

    /** A key of a user with whatever the user wrote into its metadata, as JSON. */
    public void addKey(String key, String userId, String metadata) {
        keys.put(key, key("\"" + userId + "\"", metadata));
    }

    /** Another organization in a user's row. */
    public void setRow(String userId, String organizationId) {
        users.put(userId, organizationId);
    }

    /** What get-active-member answers to a session that is no member, in place of the contract's 400. */
    public void setNoMember(Response response) {
        noMember = Optional.of(response);
    }

    /** The auth service's ids of all organizations of a user. */
    public void setMemberships(String userId, String... authIds) {
        memberships.put(userId, List.of(authIds));
    }

    /** Ends a session, as a sign-out does. */
    public void signOut(String cookie) {
        sessions.remove(cookie);
    }

    /** The keys of a gateway in front of it. */
    public static PlatformSecrets secrets() {
        return secrets(INTERNAL_KEY);
    }

    /** The same but for the key that all services share. */
    public static PlatformSecrets secrets(String internalKey) {
        return new PlatformSecrets(
                Secret.of(internalKey),
                Optional.empty(),
                Optional.of(Secret.of(SERVICE_KEY)),
                Optional.of(Secret.of(CRAWLER_SECRET)));
    }

    /** Every request that went out, in order. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public void forgetCalls() {
        calls.clear();
    }

    /** The gateway's own lookups at a path. */
    public List<Call> lookups(String path) {
        return lookups().stream()
                .filter(call -> call.uri().getPath().equals(path))
                .toList();
    }

    /** The gateway's own lookups. */
    public List<Call> lookups() {
        return calls.stream().filter(call -> !isForwarded(call)).toList();
    }

    /** What reached a service: all calls but the gateway's own lookups. */
    public List<Call> forwarded() {
        return calls.stream().filter(Platform::isForwarded).toList();
    }

    private static boolean isForwarded(Call call) {
        return call.headers().has("X-Gateway-Service");
    }

    /** The one request that reached a service. */
    public Call theForwarded() {
        List<Call> found = forwarded();
        if (found.size() != 1) {
            throw new AssertionError("expected one forwarded request, not " + found);
        }
        return found.getFirst();
    }

    @Override
    public Response send(Call call) throws UpstreamException {
        calls.add(call);
        if (isForwarded(call)) {
            return forward.to(call);
        }
        lookup.accept(call);
        String path = call.uri().getPath();
        Answer override = overrides.get(path);
        return override == null ? contract(call, path) : override.to(call);
    }

    private Response contract(Call call, String path) {
        String cookie = cookie(call.headers());
        return switch (path) {
            case "/api/v1/auth/get-session" -> session(cookie);
            case "/api/v1/auth/token" ->
                sessions.containsKey(cookie)
                        ? Response.json(
                                200, "{\"token\":\"" + jwt(sessions.get(cookie).userId()) + "\"}")
                        : Response.of(401);
            case ACTIVE_MEMBER -> activeMember(cookie);
            case "/api/v1/auth/organization/list" -> list(cookie);
            case "/api/v1/auth/jwks" -> Response.json(200, jwks(KEY_ID, (RSAPublicKey) KEYS.getPublic()));
            case "/api/v1/auth/api-key/verify" -> verify(call);
            case "/api/v1/auth/sign-in/anonymous" ->
                Response.json(200, "{\"token\":\"anonymous\",\"user\":{\"isAnonymous\":true}}")
                        .with("Set-Cookie", SESSION_COOKIE + "anonymous.sig; Max-Age=604800; Path=/; HttpOnly");
            default -> byAuthId(path);
        };
    }

    private Response session(String cookie) {
        if (cookie.equals("expired.sig")) {
            return Response.json(200, "null").with("set-auth-jwt", jwt("ann"));
        }
        Person person = sessions.get(cookie);
        if (person == null) {
            return Response.json(200, "null");
        }
        String body = """
                {"session":{"expiresAt":"%s","token":"t","userId":"%s","activeOrganizationId":%s,"id":"s1"},
                 "user":{"name":"N","email":"n@acme.test","isAnonymous":%s,"id":"%s"}}""".formatted(
                        clock.instant().plus(Duration.ofDays(7)),
                        person.userId(),
                        person.activeOrganization(),
                        person.isAnonymous(),
                        person.userId());
        return Response.json(200, body).with("set-auth-jwt", jwt(person.userId()));
    }

    /**
     * 400 with {@code null} when none is active, 400 with a message for somebody who is no member. A living service
     * was seen to answer 200 with {@code null} in both cases: {@link #setNoMember}.
     */
    private Response activeMember(String cookie) {
        Person person = sessions.get(cookie);
        if (person == null) {
            return Response.of(401);
        }
        if (person.activeOrganization().equals("null")) {
            return noMember.orElseGet(() -> Response.json(400, "null"));
        }
        return memberships.getOrDefault(person.userId(), List.of()).stream()
                .filter(person::hasActive)
                .findFirst()
                .map(id -> Response.json(
                        200,
                        "{\"id\":\"m1\",\"userId\":\"%s\",\"organizationId\":\"%s\",\"role\":\"member\"}"
                                .formatted(person.userId(), id)))
                .or(() -> noMember)
                .orElseGet(() -> Response.json(400, "{\"message\":\"Member not found\"}"));
    }

    private Response list(String cookie) {
        Person person = sessions.get(cookie);
        return person == null
                ? Response.of(401)
                : Response.json(
                        200,
                        memberships.getOrDefault(person.userId(), List.of()).stream()
                                .map(id -> "{\"name\":\"N\",\"id\":\"" + id + "\"}")
                                .collect(Collectors.joining(",", "[", "]")));
    }

    private Response verify(Call call) {
        if (!call.headers().first("X-Internal-Key").equals(Optional.of(INTERNAL_KEY))) {
            return Response.json(401, "{\"valid\":false,\"error\":\"Unauthorized\"}");
        }
        String body = call.body().utf8().orElse("");
        return keys.entrySet().stream()
                .filter(entry -> body.equals("{\"key\":\"" + entry.getKey() + "\"}"))
                .findFirst()
                .map(entry -> Response.json(200, entry.getValue()))
                .orElseGet(() -> Response.json(401, "{\"valid\":false}"));
    }

    private Response byAuthId(String path) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith("/api/v1/organizations/by-auth-id/") && organizations.containsKey(id)) {
            return Response.json(200, "{\"id\":\"" + organizations.get(id) + "\",\"betterAuthOrgId\":\"" + id + "\"}");
        }
        if (path.startsWith("/api/v1/users/by-auth-id/") && users.containsKey(id)) {
            return Response.json(200, "{\"id\":\"row-" + id + "\",\"organizationId\":\"" + users.get(id) + "\"}");
        }
        if (path.equals("/api/v1/users/by-auth-id/newcomer")) {
            return Response.json(200, "{\"id\":\"row-newcomer\",\"organizationId\":null}");
        }
        return Response.json(404, "{\"error\":\"not found\"}");
    }

    private static String key(String userId, String metadata) {
        return "{\"valid\":true,\"key\":{\"id\":\"k1\",\"userId\":" + userId + ",\"metadata\":" + metadata + "}}";
    }

    private static String cookie(Headers headers) {
        for (String pair : headers.first("Cookie").orElse("").split(";", -1)) {
            String plain = pair.strip().startsWith("__Secure-") ? pair.strip().substring(9) : pair.strip();
            if (plain.startsWith(SESSION_COOKIE)) {
                return plain.substring(SESSION_COOKIE.length());
            }
        }
        return "";
    }

    /** A JWT as the auth service signs it, for a user without an organization in it. */
    public String jwt(String userId) {
        return jwt(userId, _ -> {});
    }

    /** A JWT of the auth service with further claims, or others. */
    public String jwt(String userId, Consumer<JWTCreator.Builder> claims) {
        JWTCreator.Builder builder = JWT.create()
                .withKeyId(KEY_ID)
                .withSubject(userId)
                .withIssuer("http://localhost:8001")
                .withIssuedAt(clock.instant())
                .withExpiresAt(clock.instant().plusSeconds(900));
        claims.accept(builder);
        return builder.sign(Algorithm.RSA256(null, (RSAPrivateKey) KEYS.getPrivate()));
    }

    public static RSAPublicKey publicKey() {
        return (RSAPublicKey) KEYS.getPublic();
    }

    public static String jwks(String keyId, RSAPublicKey key) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return "{\"keys\":[{\"alg\":\"RS256\",\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\",\"kid\":\"%s\"}]}"
                .formatted(
                        encoder.encodeToString(key.getModulus().toByteArray()),
                        encoder.encodeToString(key.getPublicExponent().toByteArray()),
                        keyId);
    }

    public static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
