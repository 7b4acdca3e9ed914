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

    @Test
    void takes_bytes_in_which_one_bit_has_changed_for_no_answer() {
        byte[] bytes = StoredFormat.encode(stored(noise(20), "A", "b"), LIMIT).orElseThrow();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThat(StoredFormat.decode(changed)).as("bit %d", bit).isEmpty();
        }
    }

    /** Without fields, the content has 49 bytes and the body. */
    private static int encodedSize(int contentLength) {
        return StoredFormat.encode(stored(new byte[contentLength - 49]), LIMIT).orElseThrow().length;
    }

    @Test
    void deflates_from_512_bytes_on() {
        assertThat(encodedSize(511)).isEqualTo(9 + 511);
        assertThat(encodedSize(512)).isLessThan(100);
    }

    @Test
    void deflates_a_coded_body_only_when_it_does_not_fit_otherwise() {
        StoredResponse coded = stored(new byte[2_000], "Content-Encoding", "gzip");
        int plain = StoredFormat.encode(coded, LIMIT).orElseThrow().length;

        assertThat(StoredFormat.encode(coded, plain).orElseThrow()).hasSize(plain);
        assertThat(StoredFormat.encode(coded, plain - 1).orElseThrow()).hasSizeLessThan(200);
    }

    @Test
    void gives_back_bodies_that_deflating_hardly_shortens() {
        for (int zeros = 0; zeros < 100; zeros++) {
            byte[] body = noise(700);
            Arrays.fill(body, body.length - zeros, body.length, (byte) 0);
            StoredResponse response = stored(body);

            assertThat(StoredFormat.encode(response, LIMIT).flatMap(StoredFormat::decode))
                    .as("%d zeros", zeros)
                    .contains(response);
        }
    }

    @Test
    void takes_a_content_of_16_mebibytes_and_none_that_is_larger() {
        StoredResponse largest = stored(new byte[16 * 1024 * 1024 - 49]);
        StoredResponse larger = stored(new byte[16 * 1024 * 1024 - 48]);

        assertThat(StoredFormat.encode(largest, LIMIT).flatMap(StoredFormat::decode))
                .contains(largest);
        assertThat(StoredFormat.encode(larger, LIMIT)).isEmpty();
    }
}
