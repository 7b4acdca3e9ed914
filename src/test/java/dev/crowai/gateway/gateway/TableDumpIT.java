package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Fleet;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.SecretSpellings;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a copy of the table gives away after every kind of caller has been there. Of identities, nothing: no cookie,
 * token, key, JWT, e-mail address or user id of a caller, as it is or encoded.
 *
 * <p>Not covered by that promise, and shown here to be there: what services answered to cacheable reads, the paths that
 * they were asked by, the organization's id, and the network that a limit counts.
 */
final class TableDumpIT {
    private static final String PRODUCTS = "/api/v1/products";
    private static final String QUESTIONS = "/api/v1/qna/questions";
    private static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig; theme=dark"};
    private static final String USER_ID = "user-7f3a91c2e5";
    private static final String AUTH_ORGANIZATION = "organization-5d1c";

    private final TestDynamoDb.Table table = TestDynamoDb.table();
    private final Fleet fleet = Fleet.on(table);
    private final Platform platform = fleet.platform();
    private final String sessionToken = "sessionTokenOfAnn01";
    private final String sessionSignature = "signatureOfAnnsCookie";
    private final String key = "crow_annsKeyThatNobodyKnows";
    private final String sessionJwt = platform.jwt(USER_ID);
    private final String bearerJwt = platform.jwt(USER_ID, claims -> claims.withClaim("organizationId", Platform.ACME));

    private String[] session() {
        return new String[] {"Cookie", "better-auth.session_token=" + sessionToken + "." + sessionSignature};
    }

    /** A person and a key with names that no other text holds. */
    private void everybodyIsThere() {
        platform.on("/api/v1/auth/get-session", this::answerSession);
        platform.on(
                Platform.ACTIVE_MEMBER,
                _ -> Response.json(200, "{\"id\":\"m1\",\"organizationId\":\"" + AUTH_ORGANIZATION + "\"}"));
        platform.on(
                "/api/v1/auth/api-key/verify",
                call -> call.body().utf8().orElseThrow().contains(key)
                        ? Response.json(
                                200,
                                "{\"valid\":true,\"key\":{\"id\":\"theKeysOwnId42\",\"userId\":\"" + USER_ID
                                        + "\",\"metadata\":null}}")
                        : Response.json(401, "{\"valid\":false}"));
        platform.on(
                "/api/v1/organizations/by-auth-id/" + AUTH_ORGANIZATION,
                _ -> Response.json(200, "{\"id\":\"" + Platform.ACME + "\"}"));
        platform.on(
                "/api/v1/users/by-auth-id/" + USER_ID,
                _ -> Response.json(200, "{\"id\":\"u\",\"organizationId\":\"" + Platform.ACME + "\"}"));
        platform.onForward(_ -> Response.json(200, "{\"marker\":\"whatTheServiceSaid\"}"));
    }

    private Response answerSession(Call call) {
        Optional<String> cookie = call.headers().first("Cookie");
        if (cookie.filter(value -> value.contains("anonymous.sig")).isPresent()) {
            return signedIn("anonymous-1", "null", platform.jwt("anonymous-1"));
        }
        return cookie.filter(value -> value.contains(sessionToken)).isPresent()
                ? signedIn(USER_ID, "\"" + AUTH_ORGANIZATION + "\"", sessionJwt)
                : Response.json(200, "null");
    }

    private static Response signedIn(String userId, String organization, String jwt) {
        return Response.json(200, """
                {"session":{"expiresAt":"2100-01-01T00:00:00Z","userId":"%s","activeOrganizationId":%s,"id":"s1"},
                 "user":{"name":"Ann Example","email":"ann.private@acme.test","isAnonymous":false,"id":"%s"}}""".formatted(userId, organization, userId)).with("set-auth-jwt", jwt);
    }

    /** Every kind of caller, on two instances; what the table holds after each of four rounds. */
    private String aBusyRun() {
        everybodyIsThere();
        StringBuilder dumps = new StringBuilder();
        List<TestGateway> instances = List.of(fleet.start(), fleet.start());
        for (int round = 0; round < 4; round++) {
            TestGateway instance = instances.get(round % 2);
            visit(instance, session());
            visit(instance, "X-API-Key", key);
            visit(instance, "Authorization", "ApiKey " + key);
            visit(instance, "Authorization", "Bearer " + bearerJwt);
            visit(instance, "X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", Platform.ACME);
            visit(instance, "X-API-Key", "crow_aKeyThatIsNone");
            visit(instance, "Cookie", "better-auth.session_token=aSessionThatIsNone.x");
            instance.get(QUESTIONS);
            instance.post("/api/v1/auth/api-key/update", "{\"keyId\":\"theKeysOwnId42\"}", session());
            instance.post("/api/v1/auth/revoke-other-sessions", "{}", session());
            instance.post("/api/v1/auth/sign-in/email", "{\"email\":\"ann.private@acme.test\"}");
            dumps.append(dump()).append('\n');
            fleet.advance(Duration.ofSeconds(45));
        }
        return dumps.toString();
    }

    private static void visit(TestGateway instance, String... headers) {
        instance.get(PRODUCTS + "?token=aTokenInAQuery", headers);
        instance.get(PRODUCTS + "?token=aTokenInAQuery", headers);
        instance.get("/api/v1/mcp/tools", headers);
        instance.send(Method.PUT, PRODUCTS, Body.of("{\"email\":\"ann.private@acme.test\"}"), headers);
        instance.get(PRODUCTS, headers);
    }

    private Map<String, String> secrets() {
        return Map.ofEntries(
                Map.entry("session token", sessionToken),
                Map.entry("cookie signature", sessionSignature),
                Map.entry("token of the anonymous session", "anonymous.sig"),
                Map.entry("token of no session", "aSessionThatIsNone"),
                Map.entry("API key", key.substring("crow_".length())),
                Map.entry("API key that is none", "aKeyThatIsNone"),
                Map.entry("id of the API key", "theKeysOwnId42"),
                Map.entry("payload of the session's JWT", part(sessionJwt, 1)),
                Map.entry("signature of the session's JWT", part(sessionJwt, 2)),
                Map.entry("payload of the bearer JWT", part(bearerJwt, 1)),
                Map.entry("signature of the bearer JWT", part(bearerJwt, 2)),
                Map.entry("e-mail address", "ann.private@acme.test"),
                Map.entry("name", "Ann Example"),
                Map.entry("user id", USER_ID),
                Map.entry("id of the anonymous user", "anonymous-1"),
                Map.entry("organization at the auth service", AUTH_ORGANIZATION),
                Map.entry("token in a query", "aTokenInAQuery"),
                Map.entry("internal key", Platform.INTERNAL_KEY),
                Map.entry("service key", Platform.SERVICE_KEY),
                Map.entry("crawler secret", Platform.CRAWLER_SECRET));
    }

    private static String part(String jwt, int index) {
        return jwt.split("\\.", -1)[index];
    }

    /** Every attribute of every item, in lower case: texts and numbers as they are, bytes as Latin-1 without zeros too. */
    private String dump() {
        return table.client().scanPaginator(request -> request.tableName(table.name())).items().stream()
                .flatMap(item -> item.entrySet().stream())
                .map(attribute -> attribute.getKey() + "=" + text(attribute.getValue()))
                .collect(Collectors.joining("\n"))
                .toLowerCase(Locale.ROOT);
    }

    private static String text(AttributeValue value) {
        if (value.b() == null) {
            return Stream.of(value.s(), value.n()).filter(Objects::nonNull).collect(Collectors.joining());
        }
        return SecretSpellings.dump(value.b().asByteArray());
    }

    @Test
    void a_copy_of_the_table_tells_nothing_about_who_was_there() {
        String dump = aBusyRun();

        assertThat(dump)
                .contains("identity:session:", "identity:api-key:", "identity:anonymous:", "identity:organization:")
                .contains("identity:user:", "identity:evicted-session:", "identity:evicted-user:")
                .contains("identity:evicted-api-key:", "cache:", "generation:", "limit:")
                .contains("whattheservicesaid");
        assertThat(secrets())
                .allSatisfy((what, secret) -> assertThat(SecretSpellings.shows(dump, secret))
                        .as("the table shows a %s", what)
                        .isFalse());
    }

    @ParameterizedTest
    @EnumSource
    void the_dump_would_show_a_secret_that_was_there(SecretSpellings.Spelling spelling) {
        platform.onForward(Response.json(200, spelling.of("aSecretOfSomebody")));
        fleet.start().get(PRODUCTS, ANN);

        assertThat(SecretSpellings.shows(dump(), "aSecretOfSomebody")).isTrue();
    }

    @Test
    void a_cached_answer_stands_in_the_table_as_the_service_wrote_it() {
        platform.onForward(Response.json(200, "{\"email\":\"customer@shop.test\"}"));
        fleet.start().get(PRODUCTS, ANN);

        assertThat(dump()).contains("{\"email\":\"customer@shop.test\"}");
    }

    @Test
    void an_answer_that_no_store_may_keep_is_not_in_the_table() {
        TestGateway instance = fleet.start();
        for (String control : List.of("no-store", "private", "max-age=60, private")) {
            platform.onForward(
                    Response.json(200, "{\"email\":\"customer@shop.test\"}").with("Cache-Control", control));
            instance.get(PRODUCTS + "/" + control.length(), ANN);
        }
        platform.onForward(new Response(
                200, Headers.of("Set-Cookie", "id=customer@shop.test"), Body.of("{\"email\":\"customer@shop.test\"}")));
        instance.get("/api/v1/auth/get-session", ANN);
        instance.get("/api/v1/ingest/events", ANN);

        assertThat(dump()).doesNotContain("customer@shop.test");
    }

    @Test
    void paths_organizations_and_networks_stand_in_keys_as_they_are() {
        fleet.start().get("/api/v1/users/by-auth-id/ann", ANN);

        assertThat(dump())
                .contains("pk=cache:core-user-service:1:/api/v1/users/by-auth-id/ann:" + Platform.ACME)
                .contains("pk=limit:caller:" + TestGateway.CLIENT);
    }
}
