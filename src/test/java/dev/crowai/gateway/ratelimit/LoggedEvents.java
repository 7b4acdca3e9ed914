package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.ratelimit.policy.Policy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what the limiter tells. */
final class LoggedEvents implements RateLimitEvents {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void fellBack(Policy policy, Exception cause) {
        lines.add(policy.label() + " fell back: " + cause.getMessage());
    }

    @Override
    public void unparsableAddress() {
        lines.add("unparsable address");
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
