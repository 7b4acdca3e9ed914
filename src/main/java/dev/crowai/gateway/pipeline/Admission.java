package dev.crowai.gateway.pipeline;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Identity;
import java.util.Optional;

/**
 * What the rate limiter says about one request (SPEC "Rate limiting"). It counts while the rest of the chain already
 * works, so that the store's round trips overlap; nothing goes to a service before it has admitted the request.
 * Thread-safe.
 */
public interface Admission {

    /** A lookup that a credential would cause. One that is not refused ends in exactly one of the three ways. */
    interface Attempt {
        /** A lookup that nobody counts. */
        Attempt UNCOUNTED = new Attempt() {
            @Override
            public boolean isRefused() {
                return false;
            }

            @Override
            public void succeeded(Runnable beside) {
                beside.run();
            }

            @Override
            public void failed(Runnable beside) {
                beside.run();
            }

            @Override
            public void cancelled() {}
        };

        /** Whether it must not be made. */
        boolean isRefused();

        /**
         * The credential is good: the lookup does not count.
         *
         * @param beside runs beside the request, and is done before its response leaves
         */
        void succeeded(Runnable beside);

        /**
         * The credential is invalid: the lookup counts.
         *
         * @param beside runs beside the request, and is done before its response leaves
         */
        void failed(Runnable beside);

        /** The lookup did not tell: it does not count. */
        void cancelled();
    }

    /** For requests that nobody counts. */
    Admission GRANTED = new Admission() {
        @Override
        public Optional<Response> count(Identity caller) {
            return Optional.empty();
        }

        @Override
        public Attempt attempt(CredentialKind kind, boolean knownAsGood) {
            return Attempt.UNCOUNTED;
        }

        @Override
        public Optional<Response> refusal() {
            return Optional.empty();
        }
    };

    /**
     * Begins to count the request, now that it is known who calls; does nothing when it is counted already.
     *
     * @return the refusal, where it is known without waiting
     */
    Optional<Response> count(Identity caller);

    /**
     * Asks whether a lookup may be made to find out who calls.
     *
     * @param knownAsGood whether the credential was proved, or set by a sign-in, in the last 24 hours
     */
    Attempt attempt(CredentialKind kind, boolean knownAsGood);

    /** Waits for the count; the refusal to answer with, or empty when the request is admitted. */
    Optional<Response> refusal();
}
