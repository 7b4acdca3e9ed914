package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** SPEC "Rate limiting": the marks of credentials that are known as good. */
final class MarksTest {
    private final HandMovedClock clock = new HandMovedClock();
    private final StoreDouble table = new StoreDouble(clock);
    private final Marks marks = new Marks(table, clock);
    private final RequestRecord record = new RequestRecord(() -> 0);
    private final StoreKey mark = Marks.apiKey(Secret.of("crow_ann"));

    private Optional<StoredItem> stored() {
        return table.itemsOf("identity:known-").stream().findFirst();
    }

    @Test
    void a_mark_is_about_all_session_cookies_of_a_request_in_their_order() {
        List<StoreKey> all = List.of(
                Marks.session(List.of("ab")),
                Marks.session(List.of("a", "b")),
                Marks.session(List.of("b", "a")),
                Marks.session(List.of("a")),
                Marks.apiKey(Secret.of("a")));

        assertThat(all).doesNotHaveDuplicates();
        assertThat(Marks.session(List.of("a", "b"))).isEqualTo(all.get(1));
    }

    @Test
    void a_mark_in_use_is_written_at_most_once_an_hour_so_that_it_lasts_a_day_after_each_proof() {
        marks.set(mark, record);
        Optional<StoredItem> first = stored();

        clock.move(Duration.ofHours(1));
        marks.renew(mark, first, record);
        assertThat(stored()).isEqualTo(first);

        clock.move(Duration.ofSeconds(1));
        marks.renew(mark, first, record);
        assertThat(stored().orElseThrow().expiresAt()).isEqualTo(clock.instant().plus(Duration.ofHours(25)));
    }

    @Test
    void a_credential_without_a_mark_gets_one_when_it_is_proved() {
        marks.renew(mark, Optional.empty(), record);

        assertThat(stored().map(StoredItem::key)).contains(mark);
    }

    @Test
    void the_mark_of_an_invalid_credential_is_removed_if_there_is_one() {
        marks.remove(mark, Optional.empty(), record);
        assertThat(table.calls()).isEmpty();

        marks.set(mark, record);
        marks.remove(mark, stored(), record);
        assertThat(table.calls()).containsExactly("put", "delete");
        assertThat(stored()).isEmpty();
    }

    @Test
    void a_store_that_fails_is_noted_and_changes_nothing() {
        marks.set(mark, record);
        Optional<StoredItem> before = stored();
        assertThat(record.snapshot().results()).isEmpty();

        table.fail("delete");
        marks.remove(mark, before, record);
        assertThat(record.snapshot().results()).containsExactly(Result.Degradation.IDENTITY_STORE);
        assertThat(stored()).isEqualTo(before);

        table.fail("put");
        RequestRecord another = new RequestRecord(() -> 0);
        marks.set(mark, another);
        assertThat(another.snapshot().results()).containsExactly(Result.Degradation.IDENTITY_STORE);
    }
}
