package dev.crowai.gateway.lookup;

import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.pipeline.Admission;
import dev.crowai.gateway.pipeline.Exchange;
import java.util.Optional;

/** A question to a service. */
@FunctionalInterface
public interface Lookup<T> {
    T run() throws LookupException;

    /**
     * Asks about a credential that a client shows, if the rate limiter admits it; a credential that is invalid counts.
     *
     * @param knownAsGood whether the credential is marked as known as good
     * @param whenProved run beside the request when the credential is good
     */
    static <T> Optional<T> attempted(
            Exchange exchange,
            CredentialKind kind,
            boolean knownAsGood,
            Lookup<Optional<T>> lookup,
            Runnable whenProved)
            throws LookupException {
        Admission.Attempt attempt = exchange.admission().attempt(kind, knownAsGood);
        if (attempt.isRefused()) {
            throw LookupException.notAdmitted();
        }
        Optional<T> found;
        try {
            found = lookup.run();
        } catch (LookupException | RuntimeException failure) {
            attempt.withdrawn();
            throw failure;
        }
        if (found.isPresent()) {
            attempt.proved(whenProved);
        } else {
            attempt.failed();
        }
        return found;
    }
}
