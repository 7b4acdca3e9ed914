package dev.crowai.gateway.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class HandMovedClock implements InstantSource {
    /** Where the clock begins unless a test says otherwise: a Monday. */
    public static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    private final AtomicReference<Instant> now;

    public HandMovedClock() {
        this(START);
    }

    public HandMovedClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    public void move(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    public void moveSeconds(long seconds) {
        move(Duration.ofSeconds(seconds));
    }

    public void moveTo(Instant instant) {
        now.set(instant);
    }
}
