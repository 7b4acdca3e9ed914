package dev.crowai.gateway.remember;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.lookup.Lookup;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Deadline;
import dev.crowai.gateway.store.StoreKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Lets requests that ask the same question at the same time share one lookup. The first one asks; the others wait,
 * each no longer than its own deadline. A failure is shared with those who wait and then forgotten, unless the one who
 * asked had merely run out of its own time, or was not admitted: then another one asks.
 *
 * <p>This matters only where one process serves several requests at a time, as the local server does. An instance of a
 * Lambda function serves one request at a time, so there no request waits for the lookup of another, and two instances
 * may make the same lookup at the same time.
 */
final class SingleFlight<T> {
    /** Below this, a lookup fails for want of time, whatever the service does. */
    private static final Duration TOO_LITTLE = Duration.ofMillis(50);

    private final String service;
    private final ConcurrentMap<StoreKey, CompletableFuture<SharedResult<T>>> underWay = new ConcurrentHashMap<>();

    /** How a lookup ended, for those who wait. */
    private sealed interface SharedResult<T> {
        record Loaded<T>(T value) implements SharedResult<T> {}

        record LoadFailed<T>(LookupException failure) implements SharedResult<T> {}

        /** It says nothing about the service. */
        record Abandoned<T>() implements SharedResult<T> {}
    }

    /**
     * No flights yet.
     *
     * @param service what is asked, for the answer to those whose time runs out
     */
    SingleFlight(String service) {
        this.service = service;
    }

    /**
     * The answer of the lookup that is under way, or of this one.
     *
     * @param current whether an answer that another request asked for may be used
     */
    T join(StoreKey key, Deadline deadline, Lookup<T> lookup, Predicate<T> current) throws LookupException {
        while (true) {
            CompletableFuture<SharedResult<T>> mine = new CompletableFuture<>();
            CompletableFuture<SharedResult<T>> theirs = underWay.putIfAbsent(key, mine);
            if (theirs == null) {
                return load(key, mine, deadline, lookup);
            }
            switch (await(theirs, deadline)) {
                case SharedResult.Loaded<T>(T value)
                when current.test(value) -> {
                    return value;
                }
                case SharedResult.LoadFailed<T>(LookupException failure) -> throw failure;
                case SharedResult.Loaded<T> _, SharedResult.Abandoned<T> _ -> {}
            }
        }
    }

    private T load(StoreKey key, CompletableFuture<SharedResult<T>> mine, Deadline deadline, Lookup<T> lookup)
            throws LookupException {
        SharedResult<T> result = new SharedResult.Abandoned<>();
        try {
            T value = lookup.run();
            result = new SharedResult.Loaded<>(value);
            return value;
        } catch (LookupException failure) {
            if (failure.isOfService() && deadline.remaining().compareTo(TOO_LITTLE) > 0) {
                result = new SharedResult.LoadFailed<>(failure);
            }
            throw failure;
        } finally {
            underWay.remove(key, mine);
            mine.complete(result);
        }
    }

    private SharedResult<T> await(CompletableFuture<SharedResult<T>> theirs, Deadline deadline) throws LookupException {
        try {
            return theirs.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw unavailable("no answer in time to a lookup of another request");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted");
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private LookupException unavailable(String message) {
        return new LookupException(service, Problem.unavailable(service, "1"), message);
    }
}
