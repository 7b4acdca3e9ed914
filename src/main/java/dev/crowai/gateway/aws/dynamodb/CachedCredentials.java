package dev.crowai.gateway.aws.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Credentials of a provider. The provider is called at most once a minute, and credentials are never used after they
 * expire. A provider may call an endpoint, so a caller waits only as long as its time allows; the next caller can use a
 * late result. Thread-safe.
 */
final class CachedCredentials {
    private static final Duration MOST_AGE = Duration.ofMinutes(1);

    private record CachedEntry(AwsCredentialsIdentity credentials, Instant until) {}

    private final IdentityProvider<? extends AwsCredentialsIdentity> provider;
    private final InstantSource clock;
    private final AtomicReference<@Nullable CompletableFuture<CachedEntry>> current = new AtomicReference<>();

    CachedCredentials(IdentityProvider<? extends AwsCredentialsIdentity> provider, InstantSource clock) {
        this.provider = provider;
        this.clock = clock;
    }

    /**
     * The credentials for a signature.
     *
     * @param wait the longest time to wait for the provider
     * @throws SdkException when there are no credentials, or the provider takes too long
     */
    AwsCredentialsIdentity get(Duration wait) {
        CompletableFuture<CachedEntry> held = current.get();
        if (held == null || isOver(held)) {
            held = resolve(held);
        }
        try {
            return held.get(wait.toNanos(), TimeUnit.NANOSECONDS).credentials();
        } catch (TimeoutException late) {
            throw ApiCallTimeoutException.create("no credentials in time", late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw ApiCallTimeoutException.create("interrupted", stopped);
        } catch (ExecutionException failed) {
            current.compareAndSet(held, null);
            throw failed.getCause() instanceof SdkException none
                    ? none
                    : SdkClientException.create("no credentials", failed);
        }
    }

    /** Drops credentials that the service has refused. The next call gets new ones from the provider. */
    void drop() {
        current.set(null);
    }

    private boolean isOver(CompletableFuture<CachedEntry> held) {
        return held.isDone()
                && (held.isCompletedExceptionally()
                        || !clock.instant().isBefore(held.join().until()));
    }

    /** One caller starts the provider; other callers at the same time wait for the same result. */
    private CompletableFuture<CachedEntry> resolve(@Nullable CompletableFuture<CachedEntry> over) {
        CompletableFuture<CachedEntry> next = new CompletableFuture<>();
        if (!current.compareAndSet(over, next)) {
            CompletableFuture<CachedEntry> other = current.get();
            return other == null ? resolve(null) : other;
        }
        Thread.ofVirtual().start(() -> {
            try {
                AwsCredentialsIdentity credentials = provider.resolveIdentity().join();
                next.complete(new CachedEntry(credentials, until(credentials)));
            } catch (RuntimeException | Error failure) {
                next.completeExceptionally(failure.getCause() instanceof SdkException none ? none : failure);
            }
        });
        return next;
    }

    private Instant until(AwsCredentialsIdentity credentials) {
        Instant stale = clock.instant().plus(MOST_AGE);
        return credentials.expirationTime().filter(stale::isAfter).orElse(stale);
    }
}
