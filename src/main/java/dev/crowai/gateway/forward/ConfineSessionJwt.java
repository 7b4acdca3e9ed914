package dev.crowai.gateway.forward;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.upstream.GzipDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * Removes {@code set-auth-jwt} from a response of the auth service that has no session user in its body (SPEC
 * "Identity"). The auth service also sends a valid JWT with the body {@code null} for an expired session (recorded
 * contract c302), and this JWT would be valid for longer than the session. The rule holds for all paths. A body that
 * cannot be read has no user.
 */
public final class ConfineSessionJwt implements Middleware {
    private static final String FIELD = "set-auth-jwt";
    private static final int MOST_BYTES = 256 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response response = next.handle(exchange);
        return response.header(FIELD).isEmpty() || hasUser(response)
                ? response
                : response.withHeaders(response.headers().without(FIELD));
    }

    private static boolean hasUser(Response response) {
        return text(response)
                .flatMap(ConfineSessionJwt::parse)
                .map(body -> body.path("user").path("id"))
                .filter(id -> id.isTextual() && !id.textValue().isEmpty())
                .isPresent();
    }

    private static Optional<String> text(Response response) {
        String coding = response.headers().joined("Content-Encoding").orElse("identity");
        return switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> response.body().utf8().filter(text -> text.length() <= MOST_BYTES);
            case "gzip", "x-gzip" -> unzipped(response.body());
            default -> Optional.empty();
        };
    }

    private static Optional<String> unzipped(Body body) {
        try (InputStream in = new GzipDecoder(new ByteArrayInputStream(body.toByteArray()))) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            return bytes.length > MOST_BYTES ? Optional.empty() : Body.of(bytes).utf8();
        } catch (IOException noGzip) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> parse(String text) {
        try {
            return Optional.of(JSON.readTree(text));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }
}
