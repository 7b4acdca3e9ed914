package dev.crowai.gateway.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * What the steps leave behind about a request: their {@link Result}s, and how long each {@link Stage} took. The log line,
 * the metrics and {@code Server-Timing} read one {@link Snapshot} each. Nothing is decided by it, so it is the one thing
 * of an {@link Exchange} that changes. Thread-safe.
 */
public final class RequestRecord {
    private final LongSupplier nanoTime;
    private final long begun;
    private final List<Span> spans = new ArrayList<>();
    private final List<Span> beside = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();

    /**
     * Begins now.
     *
     * @param nanoTime a clock that only ever goes forward, in nanoseconds
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
     * Records work that has just begun and goes on beside the request, from now until it is done. It adds to no stage:
     * waiting for it does.
     */
    public void timeBeside(Stage stage, CompletionStage<?> work) {
        long start = nanoTime.getAsLong();
        var _ = work.whenComplete((_, _) -> addBeside(new Span(stage, start - begun, nanoTime.getAsLong() - begun)));
    }

    private synchronized void addBeside(Span span) {
        beside.add(span);
    }

    /** Adds a result; it takes the place of an earlier one of its kind. */
    public synchronized void add(Result result) {
        results.removeIf(earlier -> earlier.isReplacedBy(result));
        results.add(result);
    }

    /** What has been recorded up to now. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(begun, nanoTime.getAsLong() - begun, spans, beside, results);
    }

    /**
     * A record at one moment. Immutable.
     *
     * @param begun when the request arrived, in nanoseconds of the record's clock
     * @param total nanoseconds since the request arrived
     * @param spans every piece of work, in the order in which they ended
     * @param beside the same of work beside the request that is done
     * @param results the latest of each kind, in the order in which they came
     */
    public record Snapshot(long begun, long total, List<Span> spans, List<Span> beside, List<Result> results) {
        public Snapshot {
            spans = List.copyOf(spans);
            beside = List.copyOf(beside);
            results = List.copyOf(results);
        }

        /** Nanoseconds by stage, in the order in which they first ended. */
        public SequencedMap<Stage, Long> stages() {
            SequencedMap<Stage, Long> stages = new LinkedHashMap<>();
            spans.forEach(span -> stages.merge(span.stage(), span.end() - span.start(), Long::sum));
            return stages;
        }
    }
}
