package dev.crowai.gateway.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.aws.Events;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC "The event and the path": the id of a request. */
class EventRequestIdTest {
    private final HttpApiCodec codec = Codecs.codec();

    @ParameterizedTest
    @CsvSource({
        "web-1.a_B, web-1.a_B",
        "'one,two', JKJaXmPLvHcESHA=",
        "'', JKJaXmPLvHcESHA=",
        "a b, JKJaXmPLvHcESHA=",
        "é, JKJaXmPLvHcESHA="
    })
    void are_the_clients_where_they_are_well_formed(String header, String id) {
        assertThat(codec.decode(Events.withHeader("X-Request-ID", header)).requestId())
                .isEqualTo(id);
    }

    @Test
    void may_have_128_characters_and_no_more() {
        assertThat(codec.decode(Events.withHeader("x-request-id", "a".repeat(128)))
                        .requestId())
                .isEqualTo("a".repeat(128));
        assertThat(codec.decode(Events.withHeader("x-request-id", "a".repeat(129)))
                        .requestId())
                .isEqualTo("JKJaXmPLvHcESHA=");
    }

    @Test
    void are_made_where_the_platform_gives_none_that_may_stand_in_a_header() {
        APIGatewayV2HTTPEvent none = Events.get("/x");
        none.getRequestContext().setRequestId(null);
        APIGatewayV2HTTPEvent hostile = Events.get("/x");
        hostile.getRequestContext().setRequestId("a\r\nb");

        assertThat(codec.decode(none).requestId()).isEqualTo("random-id");
        assertThat(codec.decode(hostile).requestId()).isEqualTo("random-id");
    }
}
