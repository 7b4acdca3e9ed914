package dev.crowai.gateway.local.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets in places where a name alone does not tell. */
@Timeout(20)
class MaskTest {
    private static final String SESSION = "AnnLocalDemoSessionAnnLocalDemoS.jegIvA09FMyUP2UyHxALSOgi0%2FumV3%3D";
    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Location          | http://localhost:3000/in?token=abc&to=/  | http://localhost:3000/in?token=…&to=/
            Location          | /api/v1/auth/reset-password/abc?a=1      | /api/v1/auth/reset-password/***?a=1
            Location          | not a uri?token=abc                      | not a uri?token=…
            Referer           | http://localhost:3000/in#token=abc       | http://localhost:3000/in#token=…
            X-Anything        | see crow_AnnLocalDemoKey                 | see crow_…
            X-CSRF-Token      | abc                                      | …
            X-Amz-Security-Token | abc                                   | …
            Proxy-Authorization | Basic abc                              | …
            Idempotency-Key   | 7                                        | 7
            Access-Control-Allow-Headers | X-CSRF-Token                  | X-CSRF-Token
            """)
    void hides_what_is_secret_in_a_header(String name, String value, String hidden) {
        assertThat(Mask.HIDDEN.of(name, value)).isEqualTo(hidden);
        assertThat(Mask.SHOWN.of(name, value)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            %74oken=abc&page=2         | %74oken=…&page=2
            reset_password_token=abc   | reset_password_token=…
            q=crow_AnnLocalDemoKey     | q=crow_…
            token=&page=2              | token=&page=2
            tokens=5&secrets=1         | tokens=5&secrets=1
            passwordConfirmation=abc   | passwordConfirmation=…
            """)
    void hides_what_is_secret_in_a_query(String query, String hidden) {
        assertThat(Mask.HIDDEN.query(query)).isEqualTo(hidden);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"url":"https://x/reset?token=abc"}    | {"url":"https://x/reset?token=…"}
            {"otp":123456,"n":1}                   | {"otp":"…","n":1}
            {"accessToken":"abc                    | {"accessToken":"…"
            data: {"token":"abc"}                  | data: {"token":"…"}
            {"sessionId":"7"}                      | {"sessionId":"7"}
            """)
    void hides_what_is_secret_in_a_body(String body, String hidden) {
        assertThat(Mask.HIDDEN.body(body)).isEqualTo(hidden);
    }

    @Test
    void hides_the_value_of_a_part_with_a_secret_name() {
        String part =
                "--x\r\nContent-Disposition: form-data; name=\"password\"\r\nContent-Type: text/plain\r\n\r\nabc\r\n--x--";

        assertThat(Mask.HIDDEN.body(part)).isEqualTo(part.replace("abc", "…"));
    }

    @Test
    void knows_a_credential_by_its_shape_wherever_it_stands() {
        String text = "a " + JWT + " b " + SESSION + " c crow_Key";

        assertThat(Mask.HIDDEN.body(text)).isEqualTo("a … b … c crow_…");
        assertThat(Mask.HIDDEN.query("next=" + JWT)).isEqualTo("next=…");
        assertThat(Mask.HIDDEN.path("/api/v1/products/" + JWT)).isEqualTo("/api/v1/products/***");
        assertThat(Mask.HIDDEN.of("X-Debug", SESSION)).isEqualTo("…");
    }

    @Test
    void takes_a_long_hostile_text_in_its_stride() {
        String escapes = "{\"password\":\"" + "\\n".repeat(30_000) + "\"}";
        String names = "token".repeat(13_000);
        String jwts = "eyJ".repeat(20_000);

        assertThat(Mask.HIDDEN.body(escapes)).isEqualTo("{\"password\":\"…\"}");
        assertThat(Mask.HIDDEN.body(names)).isEqualTo(names);
        assertThat(Mask.HIDDEN.body(jwts)).isEqualTo(jwts);
    }
}
