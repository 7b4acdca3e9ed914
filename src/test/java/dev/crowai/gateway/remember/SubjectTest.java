package dev.crowai.gateway.remember;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.identity.Secret;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class SubjectTest {

    @Property
    void two_credentials_share_no_key(@ForAll String one, @ForAll String other, @ForAll Subject.Kind kind) {
        Assume.that(!one.equals(other));

        assertThat(credential(kind, one).key())
                .isNotEqualTo(credential(kind, other).key());
    }

    @Property
    void two_kinds_share_no_key(@ForAll String credential, @ForAll Subject.Kind one, @ForAll Subject.Kind other) {
        Assume.that(one != other);

        assertThat(credential(one, credential).key())
                .isNotEqualTo(credential(other, credential).key());
    }

    @Property
    void one_credential_has_one_key(@ForAll String credential, @ForAll Subject.Kind kind) {
        assertThat(credential(kind, credential).key())
                .isEqualTo(
                        credential(kind, new String(credential.toCharArray())).key());
    }

    @Property
    void a_platform_key_and_a_name_are_never_cut_elsewhere(
            @ForAll String key, @ForAll String name, @ForAll String more) {
        Assume.that(!more.isEmpty());

        assertThat(platform(key + more, name).key())
                .isNotEqualTo(platform(key, more + name).key());
    }

    @Test
    void unpaired_surrogates_are_told_apart() {
        assertThat(credential(Subject.Kind.SESSION, "\ud800").key())
                .isNotEqualTo(credential(Subject.Kind.SESSION, "\udc00").key());
    }

    @Test
    void keys_stay_within_the_tables_limits() {
        Subject huge = credential(Subject.Kind.SESSION, "x".repeat(100_000));

        assertThat(huge.key().partition()).hasSizeLessThan(100).startsWith("identity:session:");
    }

    @Test
    void a_subject_shows_its_kind_and_never_its_credential() {
        assertThat(credential(Subject.Kind.API_KEY, "crow_ann")).hasToString("api-key");
    }

    private static Subject credential(Subject.Kind kind, String credential) {
        return Subject.ofCredential(kind, credential, Set.of());
    }

    private static Subject platform(String key, String name) {
        return Subject.ofPlatform(Subject.Kind.USER, Secret.of(key), name, Set.of());
    }
}
