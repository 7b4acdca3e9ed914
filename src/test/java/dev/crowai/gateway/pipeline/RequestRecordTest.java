package dev.crowai.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TrailTest {
    private final AtomicLong nanos = new AtomicLong(100);
    private final Trail trail = new Trail(nanos::get);

    private String work(long duration) {
        nanos.addAndGet(duration);
        return "done";
    }

    @Test
    void times_stages_in_the_order_in_which_they_first_ended() {
        assertThat(trail.time("upstream", () -> work(30))).isEqualTo("done");
        trail.time("auth", () -> work(5));
        trail.time("upstream", () -> work(12));

        assertThat(trail.stages()).containsExactly(entry("upstream", 42L), entry("auth", 5L));
        assertThat(trail.total()).isEqualTo(47);
    }

    @Test
    void times_a_stage_that_fails_and_hands_on_its_failure() {
        assertThatThrownBy(() -> trail.time("store", () -> {
                    work(7);
                    throw new IOException("away");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("away");

        assertThat(trail.stages()).containsExactly(entry("store", 7L));
    }

    @Test
    void times_a_stage_within_another_for_both() {
        trail.time("auth", () -> trail.time("store", () -> work(3)));

        assertThat(trail.stages()).containsExactly(entry("store", 3L), entry("auth", 3L));
    }

    @Test
    void keeps_the_last_of_each_fact() {
        trail.note("cache", "miss");
        trail.note("service", "s");
        trail.note("cache", "stale");

        assertThat(trail.notes()).containsExactly(entry("cache", "stale"), entry("service", "s"));
    }

    @Test
    void is_not_changed_by_whoever_reads_it() {
        trail.note("service", "s");
        trail.notes().clear();
        trail.stages().put("x", 1L);

        assertThat(trail.notes()).hasSize(1);
        assertThat(trail.stages()).isEmpty();
    }

    @Test
    void loses_nothing_of_stages_that_run_at_once() throws InterruptedException {
        Trail counting = new Trail(new AtomicLong()::incrementAndGet);
        int threads = 8;
        int stages = 1000;
        CountDownLatch done = new CountDownLatch(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                String name = "stage-" + i;
                executor.execute(() -> {
                    for (int j = 0; j < stages; j++) {
                        counting.time("all", () -> "");
                        counting.note(name + "-" + j, "");
                    }
                    done.countDown();
                });
            }
            done.await();
        }

        assertThat(counting.notes()).hasSize(threads * stages);
        assertThat(counting.stages().get("all")).isGreaterThanOrEqualTo((long) threads * stages);
    }
}
