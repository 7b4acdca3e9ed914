package dev.crowai.gateway.observe;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.Exchanges;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The log line of a request with its metrics. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AccessLogBench {
    private final Exchange exchange = Exchanges.get("/api/v1/products/7?page=2");
    private final Response response = Response.of(200);

    @Benchmark
    public Response line(Blackhole hole) {
        return new AccessLog(
                        hole::consume,
                        Exchanges.CLOCK,
                        Map.of("environment", "prod", "functionVersion", "7"),
                        () -> false,
                        Metrics.embedded("prod"))
                .handle(exchange, _ -> response);
    }
}
