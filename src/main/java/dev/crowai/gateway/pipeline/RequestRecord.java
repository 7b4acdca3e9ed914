package dev.crowai.gateway.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * What the steps write about a request: their {@link Result}s, and how long each {@link Stage} took. The log line, the
 * metrics and {@code Server-Timing} read it as a {@link Snapshot}. No step makes a decision by it. It is the only
 * mutable part of an {@link Exchange}. Thread-safe.
 */
public final class RequestRecord {
    private final LongSupplier nanoTime;
    private final long begun;
    private final List<Span> spans = new ArrayList<>();
    private final List<Span> beside = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();

    /**
     * A record that begins now.
     *
     * @param nanoTime a monotonic clock, in nanoseconds
     */
    public RequestRecord(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /**
     * One piece of work.
     *
     * @param start nanoseconds after the request arrived
     * @param end nanoseconds after the request arrived
     */
    public record Span(Stage stage, long start, long end) {}

    /** Work that may fail with a checked exception. */
    @FunctionalInterface
    public interface TimedWork<T, E extends Exception> {
        T run() throws E;
    }

    /** Runs a piece of work and adds its time to a stage, also when it fails. */
    public <T, E extends Exception> T time(Stage stage, TimedWork<T, E> work) throws E {
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
     * Records work that has just begun and runs at the same time as the request, from now until it is done. Its time is
     * not added to a stage, because only the wait for it is.
     */
    public void timeBeside(Stage stage, CompletionStage<?> work) {
        long start = nanoTime.getAsLong();
        var _ = work.whenComplete((_, _) -> addBeside(new Span(stage, start - begun, nanoTime.getAsLong() - begun)));
    }

    private synchronized void addBeside(Span span) {
        beside.add(span);
    }

    /** Adds a result. It replaces an earlier result of the same kind. */
    public synchronized void add(Result result) {
        results.removeIf(earlier -> earlier.isReplacedBy(result));
        results.add(result);
    }

    /** The record at this moment. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(begun, nanoTime.getAsLong() - begun, spans, beside, results);
    }

    /**
     * A record at one moment. Immutable.
     *
     * @param begun when the request arrived, in nanoseconds of the record's clock
     * @param total nanoseconds since the request arrived
     * @param spans every piece of work, in the order in which they ended
     * @param beside every piece of work that ran at the same time as the request, in the order in which they ended
     * @param results the latest result of each kind, in the order in which they were added
     */
    public record Snapshot(long begun, long total, List<Span> spans, List<Span> beside, List<Result> results) {
        public Snapshot {
            spans = List.copyOf(spans);
            beside = List.copyOf(beside);
            results = List.copyOf(results);
        }

        /** The total time of each stage in nanoseconds, in the order in which the stages first ended. */
        public SequencedMap<Stage, Long> stages() {
            SequencedMap<Stage, Long> stages = new LinkedHashMap<>();
            spans.forEach(span -> stages.merge(span.stage(), span.end() - span.start(), Long::sum));
            return stages;
        }
    }
}
