package dev.crowai.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.upstream.UpstreamException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestRecordTest {
    private final AtomicLong nanos = new AtomicLong(100);
    private final RequestRecord record = new RequestRecord(nanos::get);

    private String work(long duration) {
        nanos.addAndGet(duration);
        return "done";
    }

    @Test
    void times_stages_in_the_order_in_which_they_first_ended() {
        assertThat(record.time(Stage.UPSTREAM, () -> work(30))).isEqualTo("done");
        record.time(Stage.AUTH, () -> work(5));
        record.time(Stage.UPSTREAM, () -> work(12));

        assertThat(record.snapshot().stages()).containsExactly(entry(Stage.UPSTREAM, 42L), entry(Stage.AUTH, 5L));
        assertThat(record.snapshot().total()).isEqualTo(47);
    }

    @Test
    void times_a_stage_that_fails_and_hands_on_its_failure() {
        assertThatThrownBy(() -> record.time(Stage.STORE, () -> {
                    work(7);
                    throw new IOException("away");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("away");

        assertThat(record.snapshot().stages()).containsExactly(entry(Stage.STORE, 7L));
    }

    @Test
    void times_a_stage_within_another_for_both() {
        record.time(Stage.AUTH, () -> record.time(Stage.STORE, () -> work(3)));

        assertThat(record.snapshot().stages()).containsExactly(entry(Stage.STORE, 3L), entry(Stage.AUTH, 3L));
    }

    @Test
    void shows_work_beside_the_request_once_it_is_done_and_adds_it_to_no_stage() {
        CompletableFuture<String> count = new CompletableFuture<>();
        work(10);
        record.timeBeside(Stage.LIMIT, count);
        record.time(Stage.AUTH, () -> work(20));
        assertThat(record.snapshot().beside()).isEmpty();

        count.complete("counted");

        assertThat(record.snapshot().beside()).containsExactly(new RequestRecord.Span(Stage.LIMIT, 10, 30));
        assertThat(record.snapshot().stages()).containsExactly(entry(Stage.AUTH, 20L));
    }

    /** Two results of each kind that holds one at most. */
    static List<List<Result>> kinds() {
        return List.of(
                List.of(
                        new Result.Caller(new Identity.Unidentified()),
                        new Result.Caller(new Identity.Anonymous(Optional.empty(), Optional.empty()))),
                List.of(new Result.ResolvedOrganization("o-1"), new Result.ResolvedOrganization("o-2")),
                List.of(Result.Limit.ALLOWED, Result.Limit.REFUSED),
                List.of(Result.Cache.MISS, Result.Cache.STALE),
                List.of(Result.Eviction.SHARED, Result.Eviction.LOCAL),
                List.of(
                        new Result.UpstreamResponse(200),
                        new Result.UpstreamFailure(UpstreamException.FailureKind.TIMEOUT)),
                List.of(
                        new Result.UpstreamFailure(UpstreamException.FailureKind.TIMEOUT),
                        new Result.UpstreamResponse(200)),
                List.of(new Result.LookupFailure("users", "a"), new Result.LookupFailure("auth", "b")),
                List.of(
                        new Result.CredentialFailure(CredentialKind.JWT),
                        new Result.CredentialFailure(CredentialKind.SESSION)),
                List.of(Result.JwtFault.CLAIMS, Result.JwtFault.EXPIRED),
                List.of(new Refusal.ByAccessRule("users"), new Refusal.OverLimit("standard")),
                List.of(Refusal.Plain.ORIGIN, new Refusal.Stated("no")));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void holds_the_latest_result_of_a_kind(List<Result> results) {
        record.add(results.getFirst());
        record.add(Result.Degradation.EVICTION_USER);
        record.add(results.getLast());

        assertThat(record.snapshot().results()).containsExactly(Result.Degradation.EVICTION_USER, results.getLast());
    }

    @Test
    void holds_results_of_several_kinds_side_by_side() {
        List<Result> latest = kinds().stream().map(List::getFirst).distinct().toList();
        List<Result> added = new ArrayList<>(latest);
        added.remove(new Result.UpstreamFailure(UpstreamException.FailureKind.TIMEOUT));
        added.remove(Refusal.Plain.ORIGIN);

        added.forEach(record::add);

        assertThat(record.snapshot().results()).containsExactlyElementsOf(added);
    }

    @Test
    void holds_each_degradation_once() {
        for (int round = 0; round < 2; round++) {
            for (Result.Degradation degradation : Result.Degradation.values()) {
                record.add(degradation);
            }
        }

        assertThat(record.snapshot().results()).containsExactly(Result.Degradation.values());
    }

    @Test
    void a_snapshot_does_not_change() {
        RequestRecord.Snapshot snapshot = record.snapshot();

        record.add(Result.Cache.HIT);
        record.time(Stage.AUTH, () -> work(5));

        assertThat(snapshot.results()).isEmpty();
        assertThat(snapshot.stages()).isEmpty();
        assertThat(snapshot.total()).isZero();
        assertThat(record.snapshot().results()).containsExactly(Result.Cache.HIT);
    }

    @Test
    void loses_nothing_of_stages_that_run_at_once() throws InterruptedException {
        RequestRecord counting = new RequestRecord(new AtomicLong()::incrementAndGet);
        Result.Degradation[] degradations = Result.Degradation.values();
        int stages = 1000;
        CountDownLatch done = new CountDownLatch(degradations.length);
        try (ExecutorService executor = Executors.newFixedThreadPool(degradations.length)) {
            for (Result.Degradation degradation : degradations) {
                executor.execute(() -> {
                    for (int j = 0; j < stages; j++) {
                        counting.time(Stage.CACHE, () -> "");
                        counting.add(degradation);
                    }
                    done.countDown();
                });
            }
            done.await();
        }

        RequestRecord.Snapshot snapshot = counting.snapshot();
        assertThat(snapshot.results()).containsExactlyInAnyOrder(degradations);
        assertThat(snapshot.spans()).hasSize(degradations.length * stages);
        assertThat(snapshot.stages().get(Stage.CACHE)).isGreaterThanOrEqualTo((long) degradations.length * stages);
    }
}
