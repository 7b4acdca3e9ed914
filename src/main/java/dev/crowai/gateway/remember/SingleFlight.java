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
 * Lets requests that need the same lookup at the same time share it. The first request runs the lookup. The others
 * wait, each until its own deadline. They get a failure too, and it is not stored. A failure is not shared when the
 * first request ran out of its own time or was not admitted; then another request runs the lookup.
 *
 * <p>This matters only where one process serves several requests at a time, as the local server does. An instance of a
 * Lambda function serves one request at a time, so no request waits there, and two instances may make the same lookup
 * at the same time.
 */
final class SingleFlight<T> {
    /** When a lookup fails with less remaining time than this, the service need not be the cause. */
    private static final Duration TOO_LITTLE = Duration.ofMillis(50);

    private final String service;
    private final ConcurrentMap<StoreKey, CompletableFuture<SharedResult<T>>> underWay = new ConcurrentHashMap<>();

    /** How a lookup ended, for the requests that wait for it. */
    private sealed interface SharedResult<T> {
        record Loaded<T>(T value) implements SharedResult<T> {}

        record LoadFailed<T>(LookupException failure) implements SharedResult<T> {}

        /** The lookup failed for a reason that does not concern the service. */
        record Abandoned<T>() implements SharedResult<T> {}
    }

    /**
     * No lookup is under way.
     *
     * @param service the name of the service, for the problem of a request whose time ends
     */
    SingleFlight(String service) {
        this.service = service;
    }

    /**
     * The result of a lookup that is under way, or else of the given one.
     *
     * @param current whether the result of another request's lookup may be used
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
            throw unavailable("no response in time to a lookup of another request");
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
