package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.identity.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ValueCipherTest {
    private static final byte[] VALUE = "{\"jwt\":\"…\"}".getBytes(StandardCharsets.UTF_8);

    private final ValueCipher cipher = new ValueCipher(new Random(1));
    private final Subject ann = Subject.ofCredential(Subject.Kind.API_KEY, "crow_ann", Set.of());

    @Test
    void opens_what_it_has_sealed() {
        assertThat(cipher.open(ann, cipher.seal(ann, VALUE))).hasValue(VALUE);
        assertThat(cipher.open(ann, cipher.seal(ann, new byte[0]))).hasValue(new byte[0]);
    }

    /** Instances of two versions share one table, so the format never changes under one version byte. */
    @Test
    void opens_what_an_earlier_build_has_sealed() {
        byte[] sealed = HexFormat.of().parseHex("01000102030405060708090a0ba5c020ceb02caf29663cc7bf810102a9a41e213c3f");

        assertThat(cipher.open(ann, sealed)).hasValue("value".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void opens_nothing_in_which_one_bit_has_changed() {
        byte[] sealed = cipher.seal(ann, VALUE);
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThat(cipher.open(ann, changed)).isEmpty();
        }
    }

    @Test
    void opens_nothing_that_is_cut_short() {
        byte[] sealed = cipher.seal(ann, VALUE);
        for (int length = 0; length < sealed.length; length++) {
            assertThat(cipher.open(ann, Arrays.copyOf(sealed, length))).isEmpty();
        }
    }

    @Test
    void opens_nothing_for_another_credential_kind_or_platform_key() {
        byte[] sealed = cipher.seal(ann, VALUE);
        Subject bob = Subject.ofCredential(Subject.Kind.API_KEY, "crow_bob", Set.of());
        Subject session = Subject.ofCredential(Subject.Kind.SESSION, "crow_ann", Set.of());
        Subject before = Subject.ofPlatform(Subject.Kind.ORGANIZATION, Secret.of("key-1"), "org", Set.of());
        Subject after = Subject.ofPlatform(Subject.Kind.ORGANIZATION, Secret.of("key-2"), "org", Set.of());

        assertThat(cipher.open(bob, sealed)).isEmpty();
        assertThat(cipher.open(session, sealed)).isEmpty();
        assertThat(cipher.open(after, cipher.seal(before, VALUE))).isEmpty();
    }

    @Test
    void seals_no_value_twice_the_same_way() {
        Set<String> sealed = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            sealed.add(Arrays.toString(cipher.seal(ann, VALUE)));
        }

        assertThat(sealed).hasSize(100);
    }
}
