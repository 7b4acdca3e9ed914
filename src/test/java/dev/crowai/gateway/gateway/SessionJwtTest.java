package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Identity": an expired session's JWT reaches no client. */
class SessionJwtTest {
    private static final String GET_SESSION = "/api/v1/auth/get-session";
    private static final String SESSION = "{\"session\":{},\"user\":{\"id\":\"ann\"}}";

    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private Response answered(String target, Response response) {
        platform.onForward(response.with("set-auth-jwt", "the.expired.sessions"));
        return gateway.get(target, "Cookie", "better-auth.session_token=expired.sig");
    }

    private static Body gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Body.of(bytes.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GET_SESSION,
                GET_SESSION + "?disableRefresh=true",
                GET_SESSION + "/",
                "/api/v1/auth//get-session",
                "/api/v1/auth/GET-SESSION",
                "/api/v1/auth/get%2Dsession",
                "/api/v1/auth/get-session;x=1",
                "/api/v2/auth/get-session",
                "/api/v1/better-auth/get-session",
            })
    void is_taken_from_a_response_without_a_session_whatever_its_path(String target) {
        Response response = answered(target, Response.json(200, "null"));

        assertThat(response.body().utf8()).contains("null");
        assertThat(response.header("set-auth-jwt")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null ", "{}", "[]", "{\"user\":null}", "{\"user\":{\"id\":\"\"}}", "<html>", "{\"user\":"})
    void is_taken_from_a_response_without_a_user(String body) {
        assertThat(answered(GET_SESSION, Response.json(200, body)).header("set-auth-jwt"))
                .isEmpty();
    }

    @Test
    void is_taken_from_a_compressed_response_without_a_user_or_that_cannot_be_read() throws IOException {
        Response none = Response.json(200, "null").withBody(gzip("null")).with("Content-Encoding", "gzip");
        Response brotli = Response.json(200, SESSION).with("Content-Encoding", "br");
        Response twice = Response.json(200, SESSION).withBody(gzip(SESSION)).with("Content-Encoding", "gzip, br");
        Response noGzip = Response.json(200, SESSION).with("Content-Encoding", "gzip");

        assertThat(new Response[] {none, brotli, twice, noGzip})
                .allSatisfy(
                        response -> assertThat(answered(GET_SESSION, response).header("set-auth-jwt"))
                                .isEmpty());
    }

    /** The JDK's stream calls itself once for each such member. */
    @Test
    void is_taken_from_a_response_with_thousands_of_gzip_members_without_content() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        byte[] empty = gzip("").toByteArray();
        for (int i = 0; i < 100_000; i++) {
            members.write(empty);
        }
        Response many =
                Response.json(200, "").withBody(Body.of(members.toByteArray())).with("Content-Encoding", "gzip");

        Response response = answered(GET_SESSION, many);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("set-auth-jwt")).isEmpty();
    }

    @Test
    void stays_beside_the_user_of_a_session() throws IOException {
        Response zipped = Response.json(200, SESSION).withBody(gzip(SESSION)).with("Content-Encoding", "gzip");

        assertThat(answered(GET_SESSION, Response.json(200, SESSION)).header("set-auth-jwt"))
                .contains("the.expired.sessions");
        assertThat(answered(GET_SESSION, zipped).header("set-auth-jwt")).contains("the.expired.sessions");
    }

    /** As a network in front of the service does it: compressed wherever the client can decode that. */
    @ParameterizedTest
    @ValueSource(strings = {"br, gzip, deflate", "gzip, deflate, br, zstd", "br", "*"})
    void stays_beside_the_user_of_a_session_for_clients_that_can_decode_more_than_the_gateway(String accepted) {
        platform.onForward(call -> {
            Response session = Response.json(200, SESSION).with("set-auth-jwt", "the.sessions.jwt");
            String codings = call.headers().first("Accept-Encoding").orElse("");
            return codings.contains("br") || codings.contains("*")
                    ? session.withBody(Body.of("brotli")).with("Content-Encoding", "br")
                    : session;
        });

        Response response =
                gateway.get(GET_SESSION, "Cookie", "better-auth.session_token=ann.sig", "Accept-Encoding", accepted);

        assertThat(response.header("set-auth-jwt")).contains("the.sessions.jwt");
    }

    @Test
    void is_taken_from_the_response_to_head() {
        platform.onForward(Response.of(200).with("set-auth-jwt", "the.expired.sessions"));

        assertThat(gateway.send(Method.HEAD, GET_SESSION, Body.EMPTY).header("set-auth-jwt"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/products/x", "/api/v1/auth/onboarding/x"})
    void authenticates_nobody_inside_the_gateway(String target) {
        assertThat(gateway.get(target, "Cookie", "better-auth.session_token=expired.sig")
                        .status())
                .isEqualTo(401);
        assertThat(platform.forwarded()).isEmpty();
    }
}
