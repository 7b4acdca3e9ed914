package dev.crowai.gateway.remember;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved. */
final class HandClock implements InstantSource {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    @Override
    public Instant instant() {
        return now.get();
    }

    void move(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    void moveSeconds(long seconds) {
        move(Duration.ofSeconds(seconds));
    }

    /** To a moment after {@link #START}. */
    void set(Duration sinceStart) {
        now.set(START.plus(sinceStart));
    }
}
