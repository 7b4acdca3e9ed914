package dev.crowai.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.testing.Exchanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** SPEC "Rate limiting": a count that runs beside the chain, comes late, or fails. */
final class RateLimitCountTest extends RateLimitFixture {
    /** Another instance counts a request of the same client. */
    private void countElsewhere() {
        try {
            assertThat(counters.count(key(IPV4), new Quota(2, 120), Exchanges.NOW)
                            .allowed())
                    .isTrue();
        } catch (StoreException none) {
            throw new AssertionError(none);
        }
    }

    private static StoreKey key(String network) {
        return new StoreKey("limit:standard:" + network, "2/120");
    }

    @Test
    void counts_while_the_rest_of_the_chain_already_works() {
        RateLimit limit = standardThatCountsLater();
        Response answer = limit.handle(from(IPV4), exchange -> {
            assertThat(counters.calls()).isEmpty();
            waiting.removeFirst().run();
            assertThat(exchange.admission().refusal()).isEmpty();
            return Response.of(204);
        });

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("RateLimit")).contains("\"standard\";r=1;t=120");
    }

    @Test
    void tells_whoever_is_about_to_send_the_request_on_that_it_is_refused() {
        RateLimit limit = standardThatCountsLater();
        countElsewhere();
        countElsewhere();
        List<Integer> refusals = new ArrayList<>();
        Response answer = limit.handle(from(IPV4), exchange -> {
            waiting.removeFirst().run();
            Response refusal = exchange.admission().refusal().orElseThrow();
            refusals.add(refusal.status());
            return refusal;
        });

        assertThat(refusals).containsExactly(429);
        assertThat(answer.status()).isEqualTo(429);
    }

    @Test
    void a_refusal_takes_the_place_of_whatever_the_chain_has_answered() {
        RateLimit limit = standardThatCountsLater();
        countElsewhere();
        countElsewhere();
        Response answer = limit.handle(from(IPV4), _ -> {
            waiting.removeFirst().run();
            return Response.json(401, "{}");
        });

        assertThat(answer.status()).isEqualTo(429);
    }

    @Test
    void a_refusal_that_the_chain_answered_with_says_what_every_refusal_says() {
        RateLimit limit = standard();
        ask(limit);
        ask(limit);
        Response answer = ask(limit);

        assertThat(answer.headers().all("RateLimit")).hasSize(1);
        assertThat(answer.headers().all("Retry-After")).hasSize(1);
    }

    @Test
    void counts_in_memory_when_the_store_fails() {
        counters.fail("count");
        RateLimit limit = standard();
        Exchange exchange = from(IPV4);
        Response answer = limit.handle(exchange, OK);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("RateLimit")).contains("\"standard\";r=1;t=120");
        assertThat(results(exchange)).containsExactly(Result.Limit.FALLBACK, Result.Degradation.LIMIT_STORE);
        assertThat(events.lines()).containsExactly("standard fell back: count failed, as the test wants it");
    }

    @Test
    void the_count_in_memory_refuses_too() {
        counters.fail("count");
        RateLimit limit = standard();
        ask(limit);
        ask(limit);

        assertThat(ask(limit).status()).isEqualTo(429);
    }

    @Test
    void asks_the_store_again_when_it_has_recovered() {
        counters.fail("count");
        RateLimit limit = standard();
        for (int i = 0; i < 3; i++) {
            ask(limit);
        }
        counters.mend();
        clock.move(Duration.ofSeconds(1));

        assertThat(ask(limit).header("RateLimit")).contains("\"standard\";r=1;t=120");
    }

    @Test
    void refuses_before_anything_is_done_once_the_count_in_memory_has_refused() {
        counters.fail("count");
        RateLimit limit = standard();
        for (int i = 0; i < 3; i++) {
            ask(limit);
        }
        AtomicInteger reached = new AtomicInteger();

        Response answer = limit.handle(from(IPV4), _ -> {
            reached.incrementAndGet();
            return Response.of(200);
        });

        assertThat(answer.status()).isEqualTo(429);
        assertThat(reached).hasValue(0);
    }

    @Test
    void counts_in_memory_when_the_store_takes_too_long() {
        Exchange hurried = from(IPV4, Method.GET, "/api/v1/products", Duration.ofMillis(1));
        Response answer = standardThatCountsLater().handle(hurried, OK);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(events.lines()).containsExactly("standard fell back: the count took too long");
        assertThat(results(hurried)).containsExactly(Result.Limit.FALLBACK, Result.Degradation.LIMIT_STORE);
    }

    @Test
    void says_one_thing_however_late_the_count_arrives() {
        Exchange hurried = from(IPV4, Method.GET, "/api/v1/products", Duration.ofMillis(1));
        Response answer = standardThatCountsLater().handle(hurried, exchange -> {
            boolean before = exchange.admission().refusal().isPresent();
            countElsewhere();
            countElsewhere();
            waiting.removeFirst().run();
            assertThat(exchange.admission().refusal().isPresent()).isEqualTo(before);
            return Response.of(200);
        });

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void a_counted_request_is_looked_up_for_although_another_one_has_been_refused_since() {
        RateLimit limit = standard();
        List<Boolean> refused = new ArrayList<>();
        limit.handle(from(IPV4), OK);

        Response second = limit.handle(from(IPV4), exchange -> {
            limit.handle(from(IPV4), OK);
            refused.add(exchange.admission().attempt(CredentialKind.NONE, false).isRefused());
            return OK.handle(exchange);
        });

        assertThat(refused).containsExactly(false);
        assertThat(second.status()).isEqualTo(200);
    }
}
