package dev.crowai.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.testing.Exchanges;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The keys under which a refusal is stored for the credentials of a request. */
final class ShownCredentialsTest {
    private static final String NETWORK = "203.0.113.7";
    private static final Secret JWT = Secret.of("a.b.c");
    private static final Identity SESSION_USER = new Identity.SessionUser("ann", new ActiveOrganization.None(), JWT);
    private static final Identity KEY_CALLER =
            new Identity.ApiKeyCaller(Secret.of("crow_1"), Optional.of("ann"), new ClaimedOrganization.NoClaim());
    private static final Identity JWT_USER = new Identity.JwtUser("ann", Optional.empty(), Optional.empty(), JWT);

    private static final Exchange ALL_THREE = Exchanges.get(
            "/api/v1/products",
            "Cookie",
            "better-auth.session_token=s1.x; a=b; __Secure-better-auth.session_token=s2.y",
            "X-API-Key",
            "crow_1",
            "Authorization",
            "Bearer a.b.c");

    private static StoreKey key(String kind, String credential) {
        return new StoreKey(NETWORK, Buckets.hashed(kind, credential));
    }

    @Test
    void the_credential_that_is_tried_first_is_a_session_with_one_key_for_each_cookie() {
        assertThat(ShownCredentials.first(ALL_THREE)).containsExactly(key("session", "s1.x"), key("session", "s2.y"));
        assertThat(ShownCredentials.first(Exchanges.get("/api/v1/products", "X-API-Key", "crow_1")))
                .containsExactly(key("api-key", "crow_1"));
        assertThat(ShownCredentials.first(Exchanges.get("/api/v1/products", "Authorization", "Bearer a.b.c")))
                .containsExactly(key("jwt", "a.b.c"));
    }

    @Test
    void a_request_without_a_credential_has_no_key() {
        Exchange none = Exchanges.get("/api/v1/products");

        assertThat(ShownCredentials.first(none)).isEmpty();
        assertThat(ShownCredentials.of(none, SESSION_USER)).isEmpty();
    }

    @Test
    void a_caller_is_known_by_the_credential_that_identified_it() {
        assertThat(ShownCredentials.of(ALL_THREE, SESSION_USER))
                .isEqualTo(List.of(key("session", "s1.x"), key("session", "s2.y")));
        assertThat(ShownCredentials.of(ALL_THREE, KEY_CALLER)).isEqualTo(List.of(key("api-key", "crow_1")));
        assertThat(ShownCredentials.of(ALL_THREE, JWT_USER)).isEqualTo(List.of(key("jwt", "a.b.c")));
    }
}
