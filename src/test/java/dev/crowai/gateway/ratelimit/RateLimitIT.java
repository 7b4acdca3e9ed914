package dev.crowai.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.PolicyFamily;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.testing.Exchanges;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Three instances of the gateway's limiter on one table. */
final class RateLimitIT {
    /** Far ahead, so that TTL takes nothing while a test runs; still, so that no window moves. */
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2099-03-01T10:00:00Z"));

    private final TestDynamoDb.Table table = TestDynamoDb.table();
    private final LoggedEvents events = new LoggedEvents();

    private RateLimit instance(ExecutorService executor) {
        RateLimiter limiter = new RateLimiter(
                Limits.standard(),
                new DynamoDbStore(table.client(), table.name(), CLOCK),
                new InMemoryStore(CLOCK, 1000),
                CLOCK,
                executor,
                events,
                Duration.ofSeconds(10),
                _ -> executor);
        return new RateLimit(PolicyFamily.SERVICES, limiter);
    }

    private static Response ask(RateLimit instance) {
        return instance.handle(
                Exchanges.get("/api/v1/products"),
                exchange -> exchange.admission().refusal().orElseGet(() -> Response.of(200)));
    }

    @Test
    void exactly_the_limit_passes_through_three_instances_at_once() throws Exception {
        List<Future<Response>> answers = new ArrayList<>();
        try (ExecutorService counting = Executors.newVirtualThreadPerTaskExecutor();
                ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<RateLimit> instances =
                    Stream.generate(() -> instance(counting)).limit(3).toList();
            for (int i = 0; i < 400; i++) {
                RateLimit instance = instances.get(i % 3);
                answers.add(clients.submit(() -> ask(instance)));
            }
        }
        int passed = 0;
        int refused = 0;
        for (Future<Response> answer : answers) {
            passed += answer.get().status() == 200 ? 1 : 0;
            refused += answer.get().status() == 429 ? 1 : 0;
        }

        assertThat(events.lines()).noneMatch(line -> line.contains("fell back"));
        assertThat(passed).isEqualTo(200);
        assertThat(refused).isEqualTo(200);
    }

    @Test
    void a_refused_client_costs_no_call_until_its_window_moves() {
        try (ExecutorService counting = Executors.newVirtualThreadPerTaskExecutor()) {
            RateLimit instance = instance(counting);
            for (int i = 0; i < 201; i++) {
                ask(instance);
            }
            table.calls().reset();
            List<Integer> answers = Stream.generate(() -> ask(instance).status())
                    .limit(100)
                    .distinct()
                    .toList();

            assertThat(answers).containsExactly(429);
            assertThat(table.calls().total()).isZero();
        }
    }

    @Test
    void an_allowed_request_costs_one_update() {
        try (ExecutorService counting = Executors.newVirtualThreadPerTaskExecutor()) {
            ask(instance(counting));

            assertThat(table.calls().byOperation()).isEqualTo(Map.of("UpdateItem", 1));
        }
    }
}
