package dev.crowai.gateway.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The definition of {@link Counters} word by word: every allowed request is kept, and all are gone through. */
final class DefinedWindow {
    private final Quota quota;
    private final List<Long> allowed = new ArrayList<>();
    private final Map<Long, Long> lastOfSlot = new HashMap<>();

    DefinedWindow(Quota quota) {
        this.quota = quota;
    }

    /** Whether a request at that time is allowed, which is then counted. */
    boolean allows(long millis) {
        if (younger(millis).size() >= quota.limit()) {
            return false;
        }
        allowed.add(millis);
        lastOfSlot.put(slot(millis), millis);
        return true;
    }

    /** Takes back an allowed request of that time. */
    void takeBack(long millis) {
        allowed.remove(millis);
    }

    /** The allowed requests that are younger than the window. */
    List<Long> younger(long millis) {
        return allowed.stream()
                .filter(time -> lastOfSlot.getOrDefault(slot(time), time) > millis - quota.windowSeconds() * 1000L)
                .toList();
    }

    private long slot(long millis) {
        return millis / (quota.windowSeconds() * 100L);
    }
}
