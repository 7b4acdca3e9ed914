package dev.crowai.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Words;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ForwardingTest} cannot see from outside: other spellings of the names, and each kind of caller. */
class HeaderPolicyTest {
    private static final PlatformSecrets SECRETS = new PlatformSecrets(
            Secret.of("internal"), Optional.of(Secret.of("previous")), Optional.empty(), Optional.empty());
    private static final Secret JWT = Secret.of("a.b.c");
    private static final Secret KEY = Secret.of("crow_1");

    private static Headers toService(String segment, Identity caller, String... headers) {
        Exchange exchange = Exchanges.get("/api/v1/" + segment + "/x", headers).withIdentity(caller);
        return HeaderPolicy.toService(exchange, SECRETS);
    }

    @ParameterizedTest
    @Words("""
            X-Organization-Id X-User-Id X-Internal-Key X-Service-API-Key X-Crawler-Secret X-System-Token
            X-Caller-Id X-API-Key X-Gateway-Service X-Forwarded-For X-Real-IP True-Client-IP CF-Connecting-IP
            """)
    @DefaultLocale("tr-TR")
    void a_trusted_name_is_dropped_in_every_spelling_that_a_service_may_read_as_it(String name) {
        for (String spelling : new String[] {
            name.toLowerCase(Locale.ROOT),
            name.toUpperCase(Locale.ROOT),
            name.replace('-', '_'),
            name.replaceFirst("-", "_").toUpperCase(Locale.ROOT)
        }) {
            assertThat(toService("products", new Identity.Unidentified(), spelling, "evil")
                            .fields())
                    .extracting(Headers.Field::value)
                    .doesNotContain("evil");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding",
                "Content-Length",
                "Keep-Alive",
                "HTTP2-Settings",
                "Proxy-Authorization",
                "Proxy-Connection"
            })
    void a_field_of_the_connection_is_dropped_in_every_spelling_that_a_service_may_read_as_it(String name) {
        for (String spelling : new String[] {name, name.replace('-', '_'), name.toUpperCase(Locale.ROOT)}) {
            Headers headers = Headers.of(spelling, "evil");

            assertThat(toService("products", new Identity.Unidentified(), spelling, "evil")
                            .fields())
                    .extracting(Headers.Field::value)
                    .doesNotContain("evil");
            assertThat(HeaderPolicy.toClient(headers, Exchanges.get("/api/v1/products/x"))
                            .fields())
                    .extracting(Headers.Field::value)
                    .doesNotContain("evil");
        }
    }

    @Test
    void a_name_that_only_begins_like_a_trusted_one_passes() {
        Headers sent =
                toService("products", new Identity.Unidentified(), "X-User-Idea", "1", "Cookies", "2", "CFO", "3");

        assertThat(sent.first("X-User-Idea")).contains("1");
        assertThat(sent.first("Cookies")).contains("2");
        assertThat(sent.first("CFO")).contains("3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-User-Id", "x-internal-key, X-Organization-Id", "Authorization", "X-Forwarded-For, close"})
    void a_client_cannot_have_the_gateways_own_fields_dropped(String connection) {
        Identity caller = new Identity.SessionUser("ann", new ActiveOrganization.None(), JWT);
        Headers sent = HeaderPolicy.toService(
                Exchanges.get("/api/v1/products/x", "Connection", connection)
                        .withIdentity(caller)
                        .withOrganization(Optional.of(Organization.of("org-1"))),
                SECRETS);

        assertThat(sent.all("X-User-Id")).containsExactly("ann");
        assertThat(sent.all("X-Organization-Id")).containsExactly("org-1");
        assertThat(sent.all("X-Internal-Key")).containsExactly("internal");
        assertThat(sent.all("Authorization")).containsExactly("Bearer a.b.c");
        assertThat(sent.all("X-Forwarded-For")).containsExactly(Exchanges.CLIENT.text());
        assertThat(sent.has("Connection")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "products,false,false",
        "mcp,true,false",
        "chat,true,false",
        "interactions,true,false",
        "ingest,true,true",
        "auth,false,false",
    })
    void an_api_key_goes_where_it_is_verified_and_as_bearer_to_ingest_alone(
            String segment, boolean asKey, boolean asBearer) {
        for (Identity caller : new Identity[] {
            new Identity.ApiKeyCaller(KEY, Optional.of("ann"), new ClaimedOrganization.NoClaim()),
            new Identity.InternalCaller(Optional.empty(), Optional.empty(), Optional.of(KEY))
        }) {
            Headers sent = toService(segment, caller);

            assertThat(sent.first("X-API-Key").isPresent()).isEqualTo(asKey);
            assertThat(sent.first("Authorization").isPresent()).isEqualTo(asBearer);
        }
    }

    @Test
    void a_jwt_comes_before_a_key_as_the_bearer_of_ingest() {
        Headers sent =
                toService("ingest", new Identity.InternalCaller(Optional.empty(), Optional.of(JWT), Optional.of(KEY)));

        assertThat(sent.all("Authorization")).containsExactly("Bearer a.b.c");
        assertThat(sent.all("X-API-Key")).containsExactly("crow_1");
    }

    @Test
    void nobody_and_a_service_of_the_platform_have_no_user_id() {
        for (Identity caller : new Identity[] {
            new Identity.Unidentified(),
            new Identity.Anonymous(Optional.of("anonymous-1"), Optional.of(JWT)),
            new Identity.OpaqueCaller(Secret.of("Camera 7")),
            new Identity.InternalCaller(Optional.of("org-7"), Optional.of(JWT), Optional.empty())
        }) {
            assertThat(toService("products", caller, "X-User-Id", "evil").has("X-User-Id"))
                    .isFalse();
        }
    }

    @Test
    void the_auth_service_gets_its_cookies_unless_another_credential_identified_the_caller() {
        String cookies = "a=1; better-auth.session_token=x";

        for (Identity caller : new Identity[] {
            new Identity.Unidentified(),
            new Identity.SessionUser("ann", new ActiveOrganization.None(), JWT),
            new Identity.InternalCaller(Optional.empty(), Optional.empty(), Optional.empty())
        }) {
            assertThat(toService("auth", caller, "Cookie", cookies).all("Cookie"))
                    .containsExactly(cookies);
        }
        for (Identity caller : new Identity[] {
            new Identity.ApiKeyCaller(KEY, Optional.of("ann"), new ClaimedOrganization.NoClaim()),
            new Identity.JwtUser("ann", Optional.empty(), Optional.empty(), JWT),
            new Identity.Anonymous(Optional.empty(), Optional.empty()),
            new Identity.OpaqueCaller(Secret.of("Camera 7"))
        }) {
            assertThat(toService("auth", caller, "Cookie", cookies).all("Cookie"))
                    .containsExactly("a=1");
        }
    }

    @Test
    void keys_that_a_deployment_lacks_are_left_out_and_the_previous_one_is_never_sent() {
        for (String segment : new String[] {"users", "organizations", "products"}) {
            Headers sent = toService(segment, new Identity.Unidentified());

            assertThat(sent.has("X-Service-API-Key")).isFalse();
            assertThat(sent.has("X-Crawler-Secret")).isFalse();
            assertThat(sent.all("X-Internal-Key")).containsExactly("internal");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x_internal_key", "X-INTERNAL-KEY", "X_User_Id", "x-cache", "X-Cache-Hits", "server"})
    void an_answer_loses_what_is_the_gateways_in_every_spelling(String name) {
        Headers answer = HeaderPolicy.toClient(Headers.of(name, "evil"), Exchanges.get("/api/v2/products/x"));

        assertThat(answer)
                .isEqualTo(Headers.of("X-Gateway-Service", "core-product-service", "X-Gateway-Version", "v2"));
    }
}
