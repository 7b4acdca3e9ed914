package dev.crowai.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Exchanges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** How much of a body the gateway reads at most. A larger one counts as one that cannot be read. */
class BodyLimitsTest {
    private static final String SESSION = "{\"user\":{\"id\":\"ann\"}}";
    private static final String KEY = "{\"key\":\"crow_ann\"}";

    /** A JSON text that is filled up with spaces. */
    private static String filled(String json, int length) {
        return json + " ".repeat(length - json.length());
    }

    private static Body gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Body.of(bytes.toByteArray());
    }

    private static Optional<String> sessionJwt(Response response) {
        return new ConfineSessionJwt()
                .handle(Exchanges.get("/api/v1/auth/get-session"), _ -> response.with("set-auth-jwt", "a.b.c"))
                .header("set-auth-jwt");
    }

    private static Optional<String> keyAddress(String body) {
        return VerifiedKeyAddress.of(Exchanges.post("/api/v1/auth/api-key/verify", body));
    }

    @Test
    void a_session_is_looked_for_in_256_kilobytes() throws IOException {
        String largest = filled(SESSION, 256 * 1024);
        Response zipped = Response.of(200).with("Content-Encoding", "gzip");

        assertThat(sessionJwt(Response.json(200, largest))).contains("a.b.c");
        assertThat(sessionJwt(Response.json(200, largest + " "))).isEmpty();
        assertThat(sessionJwt(zipped.withBody(gzip(largest)))).contains("a.b.c");
        assertThat(sessionJwt(zipped.withBody(gzip(largest + " ")))).isEmpty();
    }

    @Test
    void a_key_is_looked_for_in_64_kilobytes() {
        assertThat(keyAddress(filled(KEY, 64 * 1024)))
                .isEqualTo(keyAddress(KEY))
                .isPresent();
        assertThat(keyAddress(filled(KEY, 64 * 1024 + 1))).isEmpty();
    }
}
