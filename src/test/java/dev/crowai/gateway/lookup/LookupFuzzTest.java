package dev.crowai.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
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
import java.util.Arrays;
import java.util.Optional;

/** Whatever the auth, organization and user services answer: an id of the right spelling, none, or 502 or 503. */
class LookupFuzzTest {
    private static final PlatformSecrets SECRETS =
            new PlatformSecrets(Secret.of("k"), Optional.empty(), Optional.empty(), Optional.empty());
    private static final int[] STATUSES = {200, 200, 200, 401, 404, 400, 403, 204, 301, 429, 500, 503};
    private static final String ID = "[A-Za-z0-9._-]{1,128}";
    private static final String JWT = "[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*";

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
        "1e400",
        "\\u0000",
        "\"\""
    })
    void an_answer_is_an_id_or_a_failure(byte[] data) {
        if (data.length < 3) {
            return;
        }
        Response answer = new Response(
                STATUSES[(data[1] & 0xFF) % STATUSES.length],
                (data[2] & 1) == 1
                        ? Headers.of("set-auth-jwt", "a.b.c", "Set-Cookie", "better-auth.session_token=s; Path=/")
                        : Headers.EMPTY,
                Body.of(Arrays.copyOfRange(data, 3, data.length)));
        HttpIdentityService services = new HttpIdentityService(
                Exchanges.SERVICES.auth(),
                Exchanges.SERVICES.organizations(),
                Exchanges.SERVICES.users(),
                _ -> answer,
                () -> SECRETS,
                Runnable::run);
        try {
            switch ((data[0] & 0xFF) % 6) {
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
                default -> assertThat(services.keySet(exchange)).isNotNull();
            }
        } catch (LookupException refused) {
            assertThat(refused.problem().status()).isIn(502, 503);
        }
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
