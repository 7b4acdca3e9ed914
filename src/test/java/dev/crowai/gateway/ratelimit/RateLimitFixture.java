package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Deadline;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.ratelimit.policy.PolicyFamily;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** The step that counts, with small limits, a store that a test watches, and counting that a test can put off. */
class RateLimitFixture {
    static final Handler OK = _ -> Response.json(200, "{}");
    static final String IPV4 = "203.0.113.7";
    final HandMovedClock clock = new HandMovedClock(Exchanges.NOW);
    final StoreDouble counters = new StoreDouble(clock);
    final LoggedEvents events = new LoggedEvents();

    /** Counting that has been begun and not been done. */
    final List<Runnable> waiting = new ArrayList<>();

    RateLimit limit(PolicyFamily family, RateLimitMode mode, Executor executor) {
        Limits limits =
                new Limits(mode, Map.of(Policy.STANDARD, new Quota(2, 120), Policy.AUTHENTICATION, new Quota(1, 300)));
        return new RateLimit(
                family, new RateLimiter(limits, counters, new InMemoryStore(clock, 1000), clock, executor, events));
    }

    RateLimit standard() {
        return limit(PolicyFamily.SERVICES, RateLimitMode.ENFORCE, Runnable::run);
    }

    /** Counts only when the test runs what is {@link #waiting}. */
    RateLimit standardThatCountsLater() {
        return limit(PolicyFamily.SERVICES, RateLimitMode.ENFORCE, waiting::add);
    }

    Exchange from(String address) {
        return from(address, Method.GET, "/api/v1/products", Duration.ofSeconds(20));
    }

    Exchange from(String address, Method method, String path, Duration time) {
        Request request = Exchanges.from(address, Exchanges.of(method, path).request());
        return Exchanges.of(request, Deadline.in(time, clock), new RequestRecord(() -> 0L));
    }

    Response ask(RateLimit limit) {
        return limit.handle(from(IPV4), OK);
    }

    static List<Result> results(Exchange exchange) {
        return exchange.record().snapshot().results();
    }

    static String text(Response answer) {
        return answer.body().utf8().orElseThrow();
    }
}
