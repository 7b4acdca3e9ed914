package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
    @Property
    void holds_any_bytes(@ForAll byte[] bytes) {
        Body body = Body.of(bytes);

        assertThat(body.toByteArray()).isEqualTo(bytes);
        assertThat(body.length()).isEqualTo(bytes.length);
        assertThat(body.isEmpty()).isEqualTo(bytes.length == 0);
        assertThat(Body.ofBase64(body.base64())).isEqualTo(body).hasSameHashCodeAs(body);
        body.utf8()
                .ifPresent(text ->
                        assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes));
    }

    @Test
    void is_not_changed_from_outside() {
        byte[] bytes = {1, 2};
        Body body = Body.of(bytes);
        bytes[0] = 9;
        body.toByteArray()[1] = 9;

        assertThat(body.toByteArray()).containsExactly(1, 2);
        assertThat(body.buffer().isReadOnly()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\u00fc\u20ac\ud83d\ude00", "\ufffd", "\0", "\ufeffx"})
    void is_text_where_its_bytes_are(String text) {
        assertThat(Body.of(text).utf8()).contains(text);
    }

    @Test
    void is_no_text_where_its_bytes_are_none() {
        assertThat(Body.of(new byte[] {(byte) 0xff}).utf8()).isEmpty();
        assertThat(Body.of(new byte[] {'a', (byte) 0xe2, (byte) 0x82}).utf8()).isEmpty();
        assertThat(Body.of(new byte[] {(byte) 0xc0, (byte) 0xae}).utf8())
                .as("overlong")
                .isEmpty();
        assertThat(Body.of(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}).utf8())
                .as("half a character")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "a", "a===", "YQ=x", "Y Q=", "YQ\n=="})
    void is_not_made_of_what_is_no_base64(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Body.ofBase64(text));
    }

    @Test
    void is_equal_to_a_body_of_the_same_bytes_alone() {
        assertThat(Body.of("a")).isNotEqualTo(Body.of("b")).doesNotHaveSameHashCodeAs(Body.of("b"));
    }

    @Test
    void shows_its_length_alone() {
        assertThat(Body.of("s3cr3t")).hasToString("6 bytes");
    }
}
