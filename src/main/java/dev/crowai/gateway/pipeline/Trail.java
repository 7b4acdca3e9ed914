package dev.crowai.gateway.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final List<Span> spans = new ArrayList<>();
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

    /**
     * One piece of work for a stage.
     *
     * @param start nanoseconds after the request arrived
     * @param end the same
     */
    public record Span(String stage, long start, long end) {}

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
            add(new Span(stage, start - begun, nanoTime.getAsLong() - begun));
        }
    }

    private synchronized void add(Span span) {
        spans.add(span);
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
        Map<String, Long> stages = new LinkedHashMap<>();
        spans.forEach(span -> stages.merge(span.stage(), span.end() - span.start(), Long::sum));
        return stages;
    }

    /** Every piece of work, in the order in which they ended. */
    public synchronized List<Span> spans() {
        return List.copyOf(spans);
    }

    public synchronized Map<String, String> notes() {
        return new LinkedHashMap<>(notes);
    }

    /** When the request arrived, by the clock of this trail. */
    public long begun() {
        return begun;
    }

    /** Nanoseconds since the request arrived. */
    public long total() {
        return nanoTime.getAsLong() - begun;
    }
}
