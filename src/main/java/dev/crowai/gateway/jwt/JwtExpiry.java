package dev.crowai.gateway.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.identity.Secret;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads the expiry time of a JWT without verifying it. Use it only for a JWT that was just received from the auth
 * service.
 */
public final class JwtExpiry {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private JwtExpiry() {}

    /** The claim {@code exp} (RFC 7519 §4.1.4); empty when it is absent or cannot be read. */
    public static Optional<Instant> of(Secret jwt) {
        String[] parts = jwt.reveal().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode exp =
                    JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("exp");
            return exp.isNumber() && exp.canConvertToLong() && exp.longValue() <= Instant.MAX.getEpochSecond()
                    ? Optional.of(Instant.ofEpochSecond(Math.max(0, exp.longValue())))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
