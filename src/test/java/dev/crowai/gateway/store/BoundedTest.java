package dev.crowai.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BoundedTest {
    private final HandMovedClock clock = new HandMovedClock();

    @Test
    void an_entry_is_absent_as_soon_as_it_is_too_old_by_the_wall_clock() {
        Cache<String, Integer> cache = Bounded.cache(10, Duration.ofSeconds(30), clock);
        cache.put("a", 1);

        clock.move(Duration.ofSeconds(30).minusMillis(1));
        assertThat(cache.getIfPresent("a")).isEqualTo(1);
        clock.move(Duration.ofMillis(1));
        assertThat(cache.getIfPresent("a")).isNull();
    }

    @Test
    void there_are_never_more_entries_than_allowed() {
        Cache<Integer, Integer> cache = Bounded.cache(10, Duration.ofSeconds(30), clock);
        for (int i = 0; i < 500; i++) {
            cache.put(i, i);
        }

        assertThat(cache.asMap()).hasSizeBetween(1, 10);
    }
}
