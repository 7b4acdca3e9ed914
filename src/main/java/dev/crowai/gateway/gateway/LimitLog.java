package dev.crowai.gateway.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.ratelimit.Outcome;
import dev.crowai.gateway.ratelimit.Policy;
import dev.crowai.gateway.ratelimit.RateLimitEvents;
import java.time.InstantSource;

/** Writes what an operator must know of the rate limiter; how each request fared stands in its own line. */
final class LimitLog implements RateLimitEvents {
    private final LogSink log;
    private final InstantSource clock;

    LimitLog(LogSink log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void decided(Policy policy, Outcome outcome) {}

    @Override
    public void fellBack(Policy policy, Exception cause) {
        ObjectNode event = event("limiterFallback");
        event.put("policy", policy.label());
        event.put("cause", cause.getClass().getSimpleName());
        log.line(event.toString());
    }

    @Override
    public void unparsableAddress() {
        log.line(event("unparsableClientAddress").toString());
    }

    private ObjectNode event(String name) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("level", "warn");
        event.put("event", name);
        event.put("timestamp", clock.instant().toString());
        return event;
    }
}
