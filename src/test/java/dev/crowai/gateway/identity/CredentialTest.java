package dev.crowai.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** See SPEC "Credentials". */
class CredentialTest {
    private static final String JWT = "aaa.bbb.ccc";

    private static List<Credential> of(String... headers) {
        return Credential.of(Headers.of(headers));
    }

    private static Credential session(String cookies) {
        return new Credential.SessionCookie(Secret.of(cookies));
    }

    private static Credential key(String key) {
        return new Credential.ApiKey(Secret.of(key));
    }

    private static Credential jwt(String token) {
        return new Credential.BearerJwt(Secret.of(token));
    }

    @Test
    void come_in_the_order_in_which_they_are_tried() {
        assertThat(of(
                        "Authorization", "Bearer " + JWT,
                        "X-API-Key", "crow_1",
                        "Cookie", "better-auth.session_token=x"))
                .containsExactly(session("better-auth.session_token=x"), key("crow_1"), jwt(JWT));
        assertThat(of()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "better-auth.session_token=x",
                "__Secure-better-auth.session_token=x",
                "a=1; better-auth.session_token=x; b=2",
                "a=1;better-auth.session_token=x",
                "better-auth.session_token==",
            })
    void are_a_session_with_all_cookies_as_they_came(String cookies) {
        assertThat(of("cookie", cookies)).containsExactly(session(cookies));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "better-auth.session_token",
                "better-auth.session_token=",
                "Better-Auth.session_token=x",
                "better-auth.session_data=x",
                "xbetter-auth.session_token=x",
                "better-auth.session_token2=x",
                "a=better-auth.session_token=x",
                "__Host-better-auth.session_token=x",
            })
    void are_no_session_without_its_cookie(String cookies) {
        assertThat(of("Cookie", cookies)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "X-API-Key,crow_1",
        "x-api-key,' crow_1 '",
        "Authorization,ApiKey crow_1",
        "Authorization,apikey   crow_1",
        "Authorization,APIKEY crow_1",
        "Authorization,Bearer crow_1",
        "authorization,bEARER crow_1 ",
    })
    void are_a_key_however_it_comes(String header, String value) {
        assertThat(of(header, value)).containsExactly(key("crow_1"));
    }

    @Test
    void are_one_key_where_several_came() {
        assertThat(of("Authorization", "ApiKey crow_2", "X-API-Key", "crow_1")).containsExactly(key("crow_1"));
        assertThat(of("Authorization", "ApiKey crow_2", "X-API-Key", "other")).containsExactly(key("crow_2"));
    }

    @ParameterizedTest
    @CsvSource({
        "X-API-Key,Crow_1",
        "X-API-Key,xcrow_1",
        "X-API-Key,Bearer crow_1",
        "Authorization,crow_1",
        "Authorization,Basic crow_1",
        "Authorization,ApiKeycrow_1",
        "Authorization,ApiKey",
        "Authorization,ApiKey opaque",
        "Authorization,Bearer",
        "Authorization,Bearer opaque",
        "Authorization,Bearer a.b",
        "Authorization,Bearer a.b.c.d",
        "Authorization,Bearer a..c",
        "Authorization,Bearer .b.c",
        "Authorization,Bearer a.b.c d",
        "Authorization,Bearer a.b.\u00fc",
        "Authorization,Token a.b.c",
        "Authorization,''",
        "X-Auth,Bearer a.b.c",
    })
    void are_nothing_else(String header, String value) {
        assertThat(of(header, value)).isEmpty();
    }

    @Test
    void are_a_jwt_by_its_shape_signed_or_not() {
        assertThat(of("Authorization", "Bearer aA0-_.b.c")).containsExactly(jwt("aA0-_.b.c"));
        assertThat(of("Authorization", "bearer a.b.")).containsExactly(jwt("a.b."));
    }

    @Test
    void of_a_session_have_one_value_for_each_session_cookie_decoded_and_signed() {
        Credential.SessionCookie cookie = new Credential.SessionCookie(
                Secret.of("a=1;better-auth.session_token=to%2Fken.sig%3D; better-auth.session_token=;"
                        + " __Secure-better-auth.session_token=x"));

        assertThat(cookie.sessions()).containsExactly("to/ken.sig=", "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Camera  7", "Bearer opaque", "Bearer a.b", "ApiKey opaque", "Basic crow_1", "a.b.c"})
    void that_the_gateway_cannot_read_go_on_as_they_came(String authorization) {
        // SPEC "Identity", tier 5: neither a JWT nor a crow_ key.
        assertThat(Credential.opaqueAuthorization(Headers.of("Authorization", authorization)))
                .contains(Secret.of(authorization));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer a.b.c", "bearer crow_1", "ApiKey crow_1", "", " "})
    void that_the_gateway_reads_itself_are_not_opaque(String authorization) {
        assertThat(Credential.opaqueAuthorization(Headers.of("Authorization", authorization)))
                .isEmpty();
    }

    @Test
    @DefaultLocale("tr-TR")
    void are_known_in_a_language_with_two_letters_i() {
        assertThat(of("Authorization", "APIKEY crow_1")).containsExactly(key("crow_1"));
    }

    @Property
    void nothing_that_can_be_a_value_makes_it_throw(@ForAll String text) {
        if (Headers.isValue(text)) {
            assertThat(of("Authorization", text, "X-API-Key", text, "Cookie", text))
                    .hasSizeLessThan(4);
        }
    }
}
