package dev.crowai.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    private static final Secret SECRET = Secret.of("s3cr3t");

    @Test
    void never_shows_itself() {
        Identity.SessionUser user = new Identity.SessionUser("ann", new ActiveOrganization.None(), SECRET);
        PlatformSecrets all =
                new PlatformSecrets(SECRET, Optional.of(SECRET), Optional.of(SECRET), Optional.of(SECRET));

        assertThat(SECRET).hasToString("***");
        assertThat(user.toString() + all + new Credential.ApiKey(SECRET) + Optional.of(SECRET))
                .contains("***")
                .doesNotContain("s3cr3t");
    }

    @Test
    void is_the_same_as_another_of_the_same_text() {
        assertThat(SECRET.matches("s3cr3t")).isTrue();
        assertThat(SECRET).isEqualTo(Secret.of("s3cr3t")).hasSameHashCodeAs(Secret.of("s3cr3t"));
        assertThat(SECRET.reveal()).isEqualTo("s3cr3t");
        assertThat(Secret.of("\u00fc\u20ac").matches("\u00fc\u20ac")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3cr3", "s3cr3t ", "S3cr3t", "s3cr3u", "s3cr3ts3cr3t", "***"})
    void is_another_than_one_of_another_text(String other) {
        assertThat(SECRET.matches(other)).isFalse();
        assertThat(SECRET).isNotEqualTo(Secret.of(other)).isNotEqualTo(other);
    }

    @Test
    void of_the_platform_is_the_current_or_the_previous_key() {
        PlatformSecrets rotating = new PlatformSecrets(
                Secret.of("new"), Optional.of(Secret.of("old")), Optional.of(Secret.of("service")), Optional.empty());
        PlatformSecrets settled =
                new PlatformSecrets(Secret.of("new"), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(rotating.isInternalKey("new")).isTrue();
        assertThat(rotating.isInternalKey("old")).isTrue();
        assertThat(rotating.isInternalKey("service")).isFalse();
        assertThat(rotating.isInternalKey("")).isFalse();
        assertThat(rotating.isInternalKey("newold")).isFalse();
        assertThat(settled.isInternalKey("new")).isTrue();
        assertThat(settled.isInternalKey("old")).isFalse();
    }

    @Test
    void of_the_proxy_is_the_current_or_the_previous_one() {
        OriginSecrets rotating = new OriginSecrets(Optional.of(Secret.of("new")), Optional.of(Secret.of("old")));
        OriginSecrets settled = new OriginSecrets(Optional.of(Secret.of("new")), Optional.empty());

        assertThat(rotating.matches("new")).isTrue();
        assertThat(rotating.matches("old")).isTrue();
        assertThat(rotating.matches("")).isFalse();
        assertThat(settled.matches("new")).isTrue();
        assertThat(settled.matches("old")).isFalse();
        assertThat(OriginSecrets.NONE.matches("")).isFalse();
    }
}
