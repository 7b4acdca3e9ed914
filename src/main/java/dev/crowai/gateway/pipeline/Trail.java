package dev.crowai.gateway.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a request leaves behind for the log and {@code Server-Timing}: how long each stage took, and a few facts. It is
 * written on the way and read once at the end; no decision is made by it, so it is the one thing of an
 * {@link Exchange} that changes. Thread-safe.
 */
public final class Trail {
    private final LongSupplier nanoTime;
    private final long begun;
    private final Map<String, Long> stages = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();

    /**
     * Begins now.
     *
     * @param nanoTime a clock that only ever goes forward, in nanoseconds
     */
    public Trail(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /** A stage that may fail with a checked exception. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Runs a piece of work and adds its time to a stage, also when it fails. */
    public <T, E extends Exception> T time(String stage, Work<T, E> work) throws E {
        long start = nanoTime.getAsLong();
        try {
            return work.run();
        } finally {
            add(stage, nanoTime.getAsLong() - start);
        }
    }

    private synchronized void add(String stage, long nanos) {
        stages.merge(stage, nanos, Long::sum);
    }

    /**
     * Keeps a fact for the log, in place of an earlier one of that name.
     *
     * @param fact a name of the access log's own
     * @param value never a secret
     */
    public synchronized void note(String fact, String value) {
        notes.put(fact, value);
    }

    /** Nanoseconds by stage, in the order in which they first ended. */
    public synchronized Map<String, Long> stages() {
        return new LinkedHashMap<>(stages);
    }

    public synchronized Map<String, String> notes() {
        return new LinkedHashMap<>(notes);
    }

    /** Nanoseconds since the request arrived. */
    public long total() {
        return nanoTime.getAsLong() - begun;
    }
}
