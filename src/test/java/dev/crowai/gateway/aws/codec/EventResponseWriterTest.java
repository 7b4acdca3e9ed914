package dev.crowai.gateway.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.aws.RuntimeJson;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The serializer of Lambda's runtime client is the judge. */
class EventResponseWriterTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventResponseWriter writer = new EventResponseWriter();
    private final HttpApiCodec codec = Codecs.codec();

    private byte[] written(APIGatewayV2HTTPResponse response) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(response, out);
        return out.toByteArray();
    }

    static Stream<Response> responses() {
        return Stream.of(
                Response.of(204),
                Response.json(200, "{\"name\":\"caf\u00e9 \ud83d\ude00 \\\\ \\u0000\"}"),
                Response.json(200, "line\u2028\r\n\t\u0007\u007f"),
                Response.of(302)
                        .with("Location", "/x")
                        .with("Set-Cookie", "a=b; Path=/")
                        .with("Set-Cookie", "c=\"d\"")
                        .with("Vary", "Origin")
                        .with("Vary", "Accept"),
                new Response(200, Headers.of("Content-Type", "image/png"), Body.of(new byte[] {
                    (byte) 0x89, 'P', 'N', 'G', 0, -1
                })));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void writes_what_the_runtime_writes_but_for_what_is_absent(Response response) throws IOException {
        APIGatewayV2HTTPResponse encoded = codec.encode(response);
        JsonNode judge = JSON.readTree(RuntimeJson.bytes(encoded));
        ((ObjectNode) judge).remove("multiValueHeaders");

        assertThat(JSON.readTree(written(encoded))).isEqualTo(judge);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void never_needs_more_bytes_than_the_runtime(Response response) throws IOException {
        APIGatewayV2HTTPResponse encoded = codec.encode(response);

        assertThat(written(encoded)).hasSizeLessThanOrEqualTo(RuntimeJson.bytes(encoded).length);
    }

    @Test
    void leaves_the_stream_open() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        writer.write(codec.encode(Response.of(204)), out);

        assertThat(out.size()).isPositive();
        assertThat(closed).isFalse();
    }
}
