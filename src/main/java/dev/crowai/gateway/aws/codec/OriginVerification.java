package dev.crowai.gateway.aws.codec;

import dev.crowai.gateway.gateway.FrontProxy.Verify;
import dev.crowai.gateway.gateway.SettingsException;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.identity.OriginSecrets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells whether a request came through the proxy in front, by {@code X-Origin-Verify} (SPEC "Configuration"). What must
 * come through it and did not is refused; whatever the field holds goes no further.
 *
 * @param verify which requests must come through the proxy
 * @param secrets read anew for each request that needs them, so that a rotation is seen
 */
record OriginVerification(Verify verify, Supplier<OriginSecrets> secrets) {
    private static final String FIELD = "X-Origin-Verify";

    /** Whether the proxy sent the request. Without readable secrets nothing matches. */
    boolean matches(Headers headers) {
        Optional<String> shown = headers.joined(FIELD);
        try {
            return shown.isPresent() && secrets.get().matches(shown.get());
        } catch (SettingsException unreadable) {
            return false;
        }
    }

    /** The refusal of a request that came past the proxy. */
    Optional<Problem> refusal(boolean matches, Door door) {
        boolean mustMatch = door == Door.FUNCTION_URL || verify == Verify.ALL;
        return mustMatch && !matches
                ? Optional.of(Problem.forbidden("This address is not open to clients"))
                : Optional.empty();
    }

    /** The fields without the secret, also where it is spelled as some servers read a field's name. */
    static Headers withoutSecret(Headers headers) {
        return headers.keep(field -> !field.name().replace('_', '-').equalsIgnoreCase(FIELD));
    }
}
