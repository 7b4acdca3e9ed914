package dev.crowai.gateway.lookup;

import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.pipeline.Admission;
import dev.crowai.gateway.pipeline.Exchange;
import java.util.Optional;

/** A call to a service that looks something up. */
@FunctionalInterface
public interface Lookup<T> {
    T run() throws LookupException;

    /**
     * Looks up a client's credential, if the rate limiter admits the lookup. An invalid credential counts against the
     * client.
     *
     * @param knownAsGood whether the credential is remembered as valid
     * @param whenValid runs at the same time as the request when the credential is valid
     * @param whenInvalid runs at the same time as the request when the credential is invalid
     */
    static <T> Optional<T> attempted(
            Exchange exchange,
            CredentialKind kind,
            boolean knownAsGood,
            Lookup<Optional<T>> lookup,
            Runnable whenValid,
            Runnable whenInvalid)
            throws LookupException {
        Admission.Attempt attempt = exchange.admission().attempt(kind, knownAsGood);
        if (attempt.isRefused()) {
            throw LookupException.notAdmitted();
        }
        Optional<T> found;
        try {
            found = lookup.run();
        } catch (LookupException | RuntimeException failure) {
            attempt.cancelled();
            throw failure;
        }
        if (found.isPresent()) {
            attempt.succeeded(whenValid);
        } else {
            attempt.failed(whenInvalid);
        }
        return found;
    }
}
