package dev.crowai.gateway.aws.codec;

import dev.crowai.gateway.gateway.FrontProxy.Verify;
import dev.crowai.gateway.gateway.SettingsException;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.identity.OriginSecrets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Checks by {@code X-Origin-Verify} whether a request came through the proxy in front (SPEC "Configuration"). A request
 * that must come through the proxy and did not is refused. The field is never passed on.
 *
 * @param verify which requests must come through the proxy
 * @param secrets read again for each request that needs them, so that a rotation takes effect
 */
record OriginVerification(Verify verify, Supplier<OriginSecrets> secrets) {
    private static final String FIELD = "X-Origin-Verify";

    /** Whether the proxy sent the request; false when the secrets cannot be read. */
    boolean matches(Headers headers) {
        Optional<String> shown = headers.joined(FIELD);
        try {
            return shown.isPresent() && secrets.get().matches(shown.get());
        } catch (SettingsException unreadable) {
            return false;
        }
    }

    /** The refusal of a request that did not come through the proxy; empty when the request is allowed. */
    Optional<Problem> refusal(boolean matches, Door door) {
        boolean mustMatch = door == Door.FUNCTION_URL || verify == Verify.ALL;
        return mustMatch && !matches
                ? Optional.of(Problem.forbidden("This address is not open to clients"))
                : Optional.empty();
    }

    /** The fields without the secret, also when its name is spelled in another way that some servers accept. */
    static Headers withoutSecret(Headers headers) {
        return headers.keep(field -> !field.name().replace('_', '-').equalsIgnoreCase(FIELD));
    }
}
