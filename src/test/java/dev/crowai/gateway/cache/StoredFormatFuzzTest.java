package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Whatever stands in the table: an answer comes back as it was stored, or not at all. */
class StoredFormatFuzzTest {
    private static final int LIMIT = 100_000;
    private static final Instant RECEIVED = Instant.parse("2026-03-02T10:00:00.123Z");

    /**
     * The first bytes change a stored answer: pairs of a place and what is XORed there. The rest is the answer's body.
     */
    @FuzzTest(maxDuration = "1s")
    void changed_bytes_are_the_same_answer_or_none(byte[] data) {
        int changes = data.length == 0 ? 0 : (data[0] & 0x0F) * 3;
        int from = Math.min(data.length, 1 + changes);
        StoredResponse response = new StoredResponse(
                200,
                Headers.of("Content-Type", "text/plain", "ETag", "\"1\"", "Cache-Control", "max-age=60"),
                Body.of(Arrays.copyOfRange(data, from, data.length)),
                RECEIVED,
                17,
                new Generation(4, 1_800_000_000L),
                "selection");
        byte[] stored = StoredFormat.encode(response, LIMIT).orElseThrow();
        byte[] changed = stored.clone();
        for (int at = 1; at + 2 < from; at += 3) {
            int place = ((data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF)) % changed.length;
            changed[place] ^= data[at + 2];
        }

        Optional<StoredResponse> read = StoredFormat.decode(changed);

        if (Arrays.equals(stored, changed) || read.isPresent()) {
            assertThat(read).contains(response);
        }
        assertThat(StoredFormat.decode(data)).isEmpty();
    }
}
