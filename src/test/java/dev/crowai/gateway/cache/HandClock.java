package dev.crowai.gateway.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test moves by hand. */
final class HandClock implements InstantSource {
    static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    private volatile Instant now = START;

    @Override
    public Instant instant() {
        return now;
    }

    void advance(long seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }
}
