package dev.crowai.gateway.gateway;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Router;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.TestGateway;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Routing, credentials, and whole requests with services and store in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GatewayBench {
    private final Router router = new Router(Exchanges.SERVICES);
    private final Request request =
            Exchanges.get("/api/v1/products/list?page=1").request();
    private final Headers headers =
            Headers.of("Cookie", "theme=dark; better-auth.session_token=bench.signature", "Accept", "application/json");
    private TestGateway gateway = new TestGateway();
    private int requests;

    /** Not for each call: a new gateway costs more than a request. Its store grows, so there is one an iteration. */
    @Setup(org.openjdk.jmh.annotations.Level.Iteration)
    public void renew() {
        gateway = new TestGateway().with("RATE_LIMIT_MODE", "off");
    }

    @Benchmark
    public Route route() {
        return router.route(request);
    }

    @Benchmark
    public List<Credential> credentials() {
        return Credential.of(headers);
    }

    @Benchmark
    public Response health() {
        return forgotten(gateway.get("/health"));
    }

    @Benchmark
    public Response anonymous() {
        return forgotten(gateway.get("/api/v1/qna/questions?q=" + requests++));
    }

    /** The records of the test gateway are copied at each entry, so they would cost more with each request. */
    private Response forgotten(Response response) {
        gateway.forgetLog();
        gateway.platform().forgetCalls();
        return response;
    }
}
