package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StoredFormatTest {
    private static final int LIMIT = 100_000;

    private static StoredResponse stored(byte[] body, String... headers) {
        return new StoredResponse(
                203,
                Headers.of(headers),
                Body.of(body),
                Instant.parse("2026-03-02T10:00:00.123Z"),
                17,
                new Generation(4, 1_800_000_000L),
                "selection");
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    @Property(tries = 300)
    void gives_back_what_was_encoded(@ForAll byte[] body, @ForAll int repeated) {
        byte[] longer = new byte[body.length * Math.clamp(repeated, 1, 200)];
        for (int i = 0; i < longer.length; i++) {
            longer[i] = body[i % body.length];
        }
        StoredResponse response = stored(longer, "X-A", "välue", "X-Empty", "", "x-a", "again");

        assertThat(StoredFormat.encode(response, Integer.MAX_VALUE).flatMap(StoredFormat::decode))
                .contains(response);
    }

    @Test
    void deflates_where_that_saves_something() {
        assertThat(StoredFormat.encode(stored(new byte[50_000]), LIMIT).orElseThrow())
                .hasSizeLessThan(1000);
        assertThat(StoredFormat.encode(stored(noise(50_000)), LIMIT).orElseThrow())
                .hasSizeBetween(50_000, 50_200);
    }

    @Test
    void does_not_deflate_a_coded_body_that_fits_anyway() {
        assertThat(StoredFormat.encode(stored(new byte[50_000], "Content-Encoding", "gzip"), LIMIT)
                        .orElseThrow())
                .hasSizeGreaterThan(50_000);
        assertThat(StoredFormat.encode(stored(new byte[LIMIT], "Content-Encoding", "gzip"), LIMIT)
                        .orElseThrow())
                .hasSizeLessThan(1000);
    }

    @Test
    void fits_the_limit_to_the_byte_or_is_not_encoded() {
        byte[] exact = StoredFormat.encode(stored(noise(1000)), LIMIT).orElseThrow();

        assertThat(StoredFormat.encode(stored(noise(1000)), exact.length)).contains(exact);
        assertThat(StoredFormat.encode(stored(noise(1000)), exact.length - 1)).isEmpty();
        assertThat(StoredFormat.encode(stored(noise(LIMIT)), LIMIT)).isEmpty();
    }

    @Test
    void never_makes_another_answer_of_cut_bytes() {
        for (byte[] body : new byte[][] {noise(600), new byte[600]}) {
            StoredResponse response = stored(body, "A", "b");
            byte[] bytes = StoredFormat.encode(response, LIMIT).orElseThrow();
            for (int length = 0; length < bytes.length; length++) {
                assertThat(StoredFormat.decode(Arrays.copyOf(bytes, length)))
                        .satisfiesAnyOf(
                                none -> assertThat(none).isEmpty(),
                                whole -> assertThat(whole).contains(response));
            }
        }
    }

    @Test
    void takes_another_version_and_an_impossible_length_for_no_answer() {
        byte[] bytes = StoredFormat.encode(stored(noise(10)), LIMIT).orElseThrow();
        byte[] newer = bytes.clone();
        newer[0]++;
        byte[] endless = bytes.clone();
        endless[1] = 127;

        assertThat(StoredFormat.decode(bytes)).isPresent();
        assertThat(StoredFormat.decode(newer)).isEmpty();
        assertThat(StoredFormat.decode(endless)).isEmpty();
        assertThat(StoredFormat.decode(new byte[0])).isEmpty();
    }
}
