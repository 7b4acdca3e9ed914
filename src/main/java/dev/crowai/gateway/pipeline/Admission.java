package dev.crowai.gateway.pipeline;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Identity;
import java.util.Optional;

/**
 * The rate limiter's part of one request (SPEC "Rate limiting"). The request is counted while the later steps already
 * work, so that the round trips to the store overlap. Nothing is sent to the target service before the request is
 * admitted. Thread-safe.
 */
public interface Admission {

    /**
     * A lookup of a credential. If it is not refused, exactly one of the three other methods is called when it ends.
     */
    interface Attempt {
        /** A lookup that is not counted. */
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

        /** Whether the lookup must not be made. */
        boolean isRefused();

        /**
         * The credential is valid, so the lookup does not count.
         *
         * @param beside runs at the same time as the request, and ends before the response is returned
         */
        void succeeded(Runnable beside);

        /**
         * The credential is invalid, so the lookup counts.
         *
         * @param beside runs at the same time as the request, and ends before the response is returned
         */
        void failed(Runnable beside);

        /** The lookup failed, so nothing is known about the credential, and the lookup does not count. */
        void cancelled();
    }

    /** For requests that are not counted. Every request and every lookup is admitted. */
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
     * Begins to count the request, now that its caller is known. Does nothing when it is counted already.
     *
     * @return the refusal, if it is known without waiting
     */
    Optional<Response> count(Identity caller);

    /**
     * Whether a credential may be looked up.
     *
     * @param knownAsGood whether the credential was valid, or set by a sign-in, in the last 24 hours
     */
    Attempt attempt(CredentialKind kind, boolean knownAsGood);

    /** Waits for the count. Returns the response that refuses the request; empty when it is admitted. */
    Optional<Response> refusal();
}
