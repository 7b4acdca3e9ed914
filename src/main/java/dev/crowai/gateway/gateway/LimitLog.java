package dev.crowai.gateway.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.observe.NoticeThrottle;
import dev.crowai.gateway.pipeline.LogEvent;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.ratelimit.RateLimitEvents;
import dev.crowai.gateway.ratelimit.policy.Policy;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Logs problems of the rate limiter for operators. The line of each request shows whether it was counted alone. The
 * reason why the table gave no count is the same for many requests, so it is logged once a minute.
 */
final class LimitLog implements RateLimitEvents {
    private static final Duration BETWEEN_FALLBACKS = Duration.ofMinutes(1);

    private final LogSink log;
    private final InstantSource clock;
    private final NoticeThrottle fallbacks;

    LimitLog(LogSink log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
        this.fallbacks = new NoticeThrottle(BETWEEN_FALLBACKS, clock);
    }

    @Override
    public void fellBack(Policy policy, Exception cause) {
        if (fallbacks.tryAcquire()) {
            ObjectNode event = LogEvent.begin(LogLevel.WARN, "limiterFallback", clock.instant());
            event.put("policy", policy.label());
            event.put("cause", cause.getClass().getSimpleName());
            log.line(event.toString());
        }
    }

    @Override
    public void unparsableAddress() {
        log.line(LogEvent.begin(LogLevel.WARN, "unparsableClientAddress", clock.instant())
                .toString());
    }
}
