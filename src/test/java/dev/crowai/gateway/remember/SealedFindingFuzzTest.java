package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.StoredItem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Whatever stands in the table: a finding comes back as it was sealed, or not at all. */
class SealedFindingFuzzTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final List<FindingFormat<?>> FORMATS = List.of(
            FindingFormat.SESSION, FindingFormat.API_KEY, FindingFormat.COOKIE, FindingFormat.ID, FindingFormat.USER);

    private final ValueCipher cipher = new ValueCipher(new Random(1));
    private final Subject ann = Subject.ofCredential(Subject.Kind.SESSION, "ann.sig", Set.of());
    private final Finding<Session> finding = new Finding<>(
            Optional.of(new Session(
                    "ann", false, new ActiveOrganization.Proved("ba-acme"), Secret.of("a.b.c"), NOW.plusSeconds(600))),
            NOW.minusSeconds(1),
            NOW.plusSeconds(60));
    private final byte[] sealed = cipher.seal(ann, FindingFormat.SESSION.toBytes(finding));

    /** {@code x} and bytes: XORed into what was sealed. {@code p} and bytes: sealed as they are. Else: not sealed. */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "p{\"v\":3,\"asOf\":1772366399000,\"until\":1772366460000,\"value\":{\"user\":\"u\",\"jwt\":\"a.b.c\",\"end\":9}}",
        "\"v\":4",
        "\"asOf\":9223372036854775807",
        "\"until\":-9223372036854775808",
        "\"member\":true",
        "\"organization\":"
    })
    void what_is_read_is_what_was_sealed(byte[] data) throws Exception {
        if (data.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(data, 1, data.length);
        switch (data[0]) {
            case 'x' -> {
                Optional<Finding<Session>> read = read(changed(rest));
                assertThat(read).isIn(Optional.empty(), Optional.of(finding));
            }
            case 'p' -> {
                read(cipher.seal(ann, rest))
                        .ifPresent(found -> assertThat(found.until()).isAfter(NOW));
                FORMATS.forEach(format -> assertThat(format.fromBytes(rest)).isNotNull());
            }
            default -> assertThat(read(data)).isEmpty();
        }
    }

    private byte[] changed(byte[] changes) {
        byte[] bytes = sealed.clone();
        for (int i = 0; i < changes.length; i++) {
            bytes[i % bytes.length] ^= changes[i];
        }
        return bytes;
    }

    private Optional<Finding<Session>> read(byte[] value) {
        InMemoryStore store = new InMemoryStore(CLOCK, 10);
        store.put(StoredItem.of(ann.key(), value, NOW.plusSeconds(60)));
        return new FindingStore<>(store, cipher, FindingFormat.SESSION, _ -> Set.of(), CLOCK)
                .read(ann, new RequestRecord(() -> 0L))
                .finding();
    }
}
