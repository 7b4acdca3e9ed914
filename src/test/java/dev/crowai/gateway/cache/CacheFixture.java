package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.HandMovedClock;
import java.util.List;

/** A cache on a table that a test watches, in front of a service that a test scripts. */
class CacheFixture {
    static final String PRODUCTS = "/api/v1/products";
    static final String EXPLICIT = "/api/v1/crawler-jobs";
    final HandMovedClock clock = new HandMovedClock();
    final StoreDouble store = new StoreDouble(clock);
    final CacheResponses cache = new CacheResponses(store, clock);
    final ScriptedService service = new ScriptedService();

    Response ask(Asking asking) {
        return cache.handle(asking.exchange(clock), service);
    }

    List<Result> results(Asking asking) {
        Exchange exchange = asking.exchange(clock);
        cache.handle(exchange, service);
        return exchange.record().snapshot().results();
    }

    static String text(Response answer) {
        return answer.body().utf8().orElseThrow();
    }
}
