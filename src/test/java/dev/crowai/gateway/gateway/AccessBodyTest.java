package dev.crowai.gateway.gateway;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.TestGateway;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Access rules": bodies that a rule reads. */
class AccessBodyTest {
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String START = "/api/v1/auth/onboarding/start";
    private static final int MOST = 64 * 1024;

    private final TestGateway gateway = new TestGateway();

    private Response start(Body body, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Cookie";
        all[1] = ANN;
        return gateway.send(Method.POST, START, body, all);
    }

    private void assertGoesOnByteForByte(Body body, String... headers) {
        assertThat(start(body, headers).status()).isEqualTo(200);
        assertThat(gateway.platform().theForwarded().body()).isEqualTo(body);
    }

    private void assertRefused(int status, Body body, String... headers) {
        assertThat(start(body, headers).status()).isEqualTo(status);
        assertThat(gateway.platform().forwarded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                " {\r\n\t\"betterAuthUserId\" : \"ann\" } \n",
                "{\"betterAuthUserId\":\"\\u0061nn\",\"name\":\"Zo\u00eb \ud83d\udc26\"}",
                "{\"betterAuthUserID\":\"bob\",\"user\":{\"betterAuthUserId\":\"bob\"}}",
            })
    void a_body_without_another_caller_goes_on_byte_for_byte(String body) {
        assertGoesOnByteForByte(Body.of(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"betterAuthUserId\":\"bob\"}",
                "{\"betterAuthUserId\":\"ANN\"}",
                "{\"betterAuthUserId\":\"ann \"}",
                "{\"betterAuthUserId\":null}",
                "{\"betterAuthUserId\":[\"ann\"]}",
                "{\"betterAuthUserId\":{}}",
                "{\"betterAuthUserId\":\"\"}",
                "{\"betterAuthUserId\":\"x' OR '1'='1\"}",
                "{\"betterAuth\\u0055serId\":\"bob\"}",
            })
    void a_body_that_names_anyone_but_the_caller_is_refused(String body) {
        assertRefused(403, Body.of(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"betterAuthUserId\":\"ann\",\"betterAuthUserId\":\"bob\"}",
                "{\"betterAuthUserId\":\"ann\",\"betterAuth\\u0055serId\":\"bob\"}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "[]",
                "null",
                "\"ann\"",
                "7",
                " ",
                "{",
                "{}{}",
                "{} x",
                "{'betterAuthUserId':'ann'}",
                "{\"a\":1,}",
                "{/**/}",
                "\ufeff{}",
                "betterAuthUserId=ann",
            })
    void a_body_that_is_no_json_object_or_says_something_twice_is_malformed(String body) {
        assertRefused(400, Body.of(body));
    }

    @Test
    void a_body_in_another_encoding_than_utf_8_is_malformed() {
        assertRefused(400, Body.of("{\"betterAuthUserId\":\"ann\"}".getBytes(UTF_16LE)));
        assertRefused(400, Body.of(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}));
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Encoding,gzip",
        "Content-Encoding,br",
        "Content-Encoding,'identity, gzip'",
        "Content-Encoding,x",
        "Content-Type,application/x-www-form-urlencoded",
        "Content-Type,multipart/form-data; boundary=x",
        "Content-Type,text/plain",
        "Content-Type,'application/json, application/x-www-form-urlencoded'",
        "Content-Type,application/json; charset=utf-16",
        "Content-Type,application/json; charset=utf-7",
        "Content-Type,''",
    })
    void a_body_that_a_service_may_read_as_something_else_is_malformed(String name, String value) {
        assertRefused(400, Body.of("{\"betterAuthUserId\":\"ann\"}"), name, value);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Encoding,identity",
        "Content-Type,application/json",
        "Content-Type,Application/JSON; charset=UTF-8",
        "Content-Type,application/json;charset=\"utf-8\"",
    })
    void a_body_that_everyone_reads_as_json_goes_on(String name, String value) {
        assertGoesOnByteForByte(Body.of("{\"betterAuthUserId\":\"ann\"}"), name, value);
    }

    @Test
    void a_body_of_64_kilobytes_is_read_and_a_larger_one_is_malformed() {
        String filled = "{\"name\":\"" + "x".repeat(MOST - 11) + "\"}";
        assertThat(filled.getBytes(StandardCharsets.UTF_8)).hasSize(MOST);

        assertGoesOnByteForByte(Body.of(filled));
        gateway.platform().forgetCalls();
        assertRefused(400, Body.of(filled + " "));
    }

    @Test
    void a_malformed_body_says_why_in_the_error_shape() {
        assertThat(start(Body.of("[]")).body().utf8())
                .hasValue(
                        "{\"error\":\"Bad Request\",\"message\":\"The body must be a JSON object in which no name stands"
                                + " twice\",\"requestId\":\"request-1\"}");
    }

    @Test
    void a_body_that_no_rule_reads_may_be_anything() {
        for (String path : new String[] {"/api/v1/products", "/api/v1/auth/sign-in/email", "/api/v1/users/me"}) {
            Method method = path.endsWith("me") ? Method.PATCH : Method.POST;
            assertThat(gateway.send(method, path, Body.of("[1,1] x"), "Cookie", ANN)
                            .status())
                    .isEqualTo(200);
        }
    }
}
