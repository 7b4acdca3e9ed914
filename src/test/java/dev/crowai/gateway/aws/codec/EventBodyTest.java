package dev.crowai.gateway.aws.codec;

import static dev.crowai.gateway.aws.Codecs.accepted;
import static dev.crowai.gateway.aws.Codecs.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.aws.Events;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.payload.PayloadSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "The event and the path": the body of a request. */
class EventBodyTest {
    private final HttpApiCodec codec = Codecs.codec();

    private static APIGatewayV2HTTPEvent base64(String body) {
        return Events.event("/x", it -> {
            it.setBody(body);
            it.setIsBase64Encoded(true);
        });
    }

    @Test
    void are_empty_where_the_event_has_none() {
        assertThat(accepted(Events.get("/x")).request().body()).isEqualTo(Body.EMPTY);
    }

    @Test
    void that_are_text_become_utf_8() {
        APIGatewayV2HTTPEvent event = Events.event("/x", it -> it.setBody("\uFEFFé東🐦\r\n\u0000"));

        assertThat(accepted(event).request().body()).isEqualTo(Body.of("\uFEFFé東🐦\r\n\u0000"));
    }

    @Test
    void that_are_base64_become_bytes() {
        APIGatewayV2HTTPEvent event = base64("AP+A");

        assertThat(accepted(event).request().body().toByteArray()).containsExactly(0, 0xFF, 0x80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64!", "AP+A\n", "A", "AP_A", "é"})
    void that_are_broken_base64_are_refused(String body) {
        assertThat(refused(base64(body)).status()).isEqualTo(400);
    }

    @Test
    void with_half_a_character_are_refused() {
        assertThat(refused(Events.event("/x", it -> it.setBody("a\uD83Db"))).status())
                .isEqualTo(400);
    }

    @Test
    void over_six_megabytes_are_too_large() {
        String largest = "a".repeat(PayloadSize.LIMIT);

        assertThat(codec.decode(Events.event("/x", it -> it.setBody(largest))).fault())
                .isEmpty();
        assertThat(refused(Events.event("/x", it -> it.setBody(largest + "a"))).status())
                .isEqualTo(413);
        assertThat(refused(base64("AAAA".repeat(PayloadSize.LIMIT / 4 + 1))).status())
                .isEqualTo(413);
    }
}
