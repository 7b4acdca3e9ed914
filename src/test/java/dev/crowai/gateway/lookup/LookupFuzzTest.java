package dev.crowai.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.lookup.IdentityService.UserRow;
import dev.crowai.gateway.lookup.IdentityService.VerifiedKey;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.upstream.Upstream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Whatever the auth, organization and user services answer: an id of the right spelling, none, or 502 or 503. */
class LookupFuzzTest {
    private static final PlatformSecrets SECRETS =
            new PlatformSecrets(Secret.of("k"), Optional.empty(), Optional.empty(), Optional.empty());
    private static final int[] STATUSES = {200, 200, 200, 401, 404, 400, 403, 204, 301, 429, 500, 503};
    private static final String ID = "[A-Za-z0-9._-]{1,128}";
    private static final String JWT = "[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Response SESSION = Response.json(
                    200,
                    "{\"session\":{\"activeOrganizationId\":\"o\",\"expiresAt\":\"2026-11-24T12:00:00Z\"},\"user\":{\"id\":\"u\"}}")
            .with("set-auth-jwt", "a.b.c");

    private final Exchange exchange = Exchanges.get("/api/v1/products");
    private final Credential.SessionCookie cookie =
            new Credential.SessionCookie(Secret.of("better-auth.session_token=x"));

    /** The first byte picks the question, the second the status, the third whether a JWT stands in the header. */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "{\"session\":{\"activeOrganizationId\":\"o\",\"expiresAt\":\"2026-11-24T12:00:00Z\"},\"user\":{\"id\":\"u\"}}",
        "{\"valid\":true,\"key\":{\"id\":\"k\",\"userId\":\"u\",\"metadata\":{\"organizationId\":\"o\"}}}",
        "{\"id\":\"u\",\"organizationId\":\"o\"}",
        "[{\"id\":\"o\"}]",
        "null",
        "\"isAnonymous\":true",
        "\"error\":",
        "{\"token\":\"a.b.c\"}",
        "\"role\":\"member\"",
        "{\"id\":\"m\",\"organizationId\":\"o\",\"role\":\"member\"}",
        "1e400",
        "\\u0000",
        "\"\""
    })
    void an_answer_is_an_id_or_a_failure(byte[] data) throws IOException {
        if (data.length < 3) {
            return;
        }
        Response answer = new Response(
                STATUSES[(data[1] & 0xFF) % STATUSES.length],
                (data[2] & 1) == 1
                        ? Headers.of("set-auth-jwt", "a.b.c", "Set-Cookie", "better-auth.session_token=s; Path=/")
                        : Headers.EMPTY,
                Body.of(Arrays.copyOfRange(data, 3, data.length)));
        HttpIdentityService services = services(_ -> answer);
        try {
            switch ((data[0] & 0xFF) % 8) {
                case 0 -> services.session(cookie, exchange).ifPresent(LookupFuzzTest::assertSession);
                case 1 ->
                    services.verify(new Credential.ApiKey(Secret.of("crow_x")), exchange)
                            .ifPresent(LookupFuzzTest::assertKey);
                case 2 ->
                    services.organizationByAuthId("o", exchange)
                            .ifPresent(id -> assertThat(id).matches(ID));
                case 3 -> services.userByAuthId("u", exchange).ifPresent(LookupFuzzTest::assertUser);
                case 4 ->
                    assertThat(services.signInAnonymously(exchange).cookies().reveal())
                            .matches("[^;]+");
                case 5 -> assertThat(services.keySet(exchange)).isNotNull();
                case 6 ->
                    assertThat(services.organizationsOf(cookie, "u", exchange))
                            .hasSizeLessThanOrEqualTo(IdentityService.MOST_ORGANIZATIONS)
                            .allMatch(id -> id.matches(ID));
                default -> assertMembership(answer);
            }
        } catch (LookupException refused) {
            assertThat(refused.problem().status()).isIn(502, 503);
        }
    }

    /** Beside a good session whose active organization is {@code o}: that and nothing else is proved. */
    private void assertMembership(Response answer) throws LookupException, IOException {
        HttpIdentityService services =
                services(call -> call.uri().getPath().endsWith("/get-session") ? SESSION : answer);
        ActiveOrganization active =
                services.session(cookie, exchange).orElseThrow().activeOrganization();
        assertThat(active.named()).contains("o");
        if (active.proved().isPresent()) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(JSON.readTree(answer.body().toByteArray())
                            .path("organizationId")
                            .textValue())
                    .isEqualTo("o");
        }
    }

    private static HttpIdentityService services(Upstream upstream) {
        return new HttpIdentityService(
                Exchanges.SERVICES.auth(),
                Exchanges.SERVICES.organizations(),
                Exchanges.SERVICES.users(),
                upstream,
                () -> SECRETS,
                Runnable::run);
    }

    private static void assertSession(Session session) {
        assertThat(session.userId()).matches(ID);
        assertThat(session.jwt().reveal()).matches(JWT);
        switch (session.activeOrganization()) {
            case ActiveOrganization.Proved(String id) -> assertThat(id).matches(ID);
            case ActiveOrganization.NotMember(String id) -> assertThat(id).matches(ID);
            case ActiveOrganization.None _ -> {}
        }
    }

    private static void assertKey(VerifiedKey key) {
        assertThat(key.keyId().orElse("k")).matches(ID);
        assertThat(key.userId().orElse("u")).matches(ID);
    }

    private static void assertUser(UserRow user) {
        assertThat(user.id()).matches(ID);
        assertThat(user.organizationId().orElse("o")).matches(ID);
    }
}
