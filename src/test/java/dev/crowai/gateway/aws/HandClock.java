package dev.crowai.gateway.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved. */
final class HandClock implements InstantSource {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T12:00:00Z"));

    @Override
    public Instant instant() {
        return now.get();
    }

    void move(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }
}
