package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.SlidingWindow;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The format of stored responses, the directives that decide about them, and the arithmetic of the limiter. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CacheBench {
    private static final Quota QUOTA = new Quota(200, 120);
    private static final long NOW = 1_767_225_600_000L;

    private final StoredResponse response = new StoredResponse(
            200,
            Headers.of(
                    "Content-Type",
                    "application/json",
                    "Cache-Control",
                    "max-age=60, stale-if-error=600",
                    "ETag",
                    "\"a\""),
            Body.of("{\"id\":\"1\",\"name\":\"product\",\"price\":1.25},".repeat(200)),
            Instant.ofEpochMilli(NOW),
            0,
            new Generation(4, NOW),
            "selection");
    private final byte[] stored = StoredFormat.encode(response, 400_000).orElseThrow();
    private final SlidingWindow window = SlidingWindow.EMPTY.plusOne(QUOTA, NOW - 10_000);

    @Benchmark
    public Optional<byte[]> encode() {
        return StoredFormat.encode(response, 400_000);
    }

    @Benchmark
    public Optional<StoredResponse> decode() {
        return StoredFormat.decode(stored);
    }

    @Benchmark
    public CacheControl directives() {
        return CacheControl.of(response.headers());
    }

    @Benchmark
    public SlidingWindow count() {
        return window.plusOne(QUOTA, NOW);
    }
}
