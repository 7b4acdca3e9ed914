package dev.crowai.gateway.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.aws.RuntimeJson;
import dev.crowai.gateway.http.Arrival;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The serializer of Lambda's runtime client is the judge wherever it takes an event at all. */
class EventReaderTest {
    private final EventReader reader = new EventReader();
    private final HttpApiCodec codec = Codecs.codec();

    private Optional<APIGatewayV2HTTPEvent> read(String json) throws IOException {
        return reader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private Arrival arrival(String json) throws IOException {
        return codec.decode(read(json).orElseThrow());
    }

    static List<Path> events() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("events"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void reads_every_sample_as_the_runtime_does(Path file) throws IOException {
        String json = Files.readString(file, StandardCharsets.UTF_8);

        assertThat(arrival(json)).isEqualTo(codec.decode(RuntimeJson.event(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"rawPath\":\"/x\",\"headers\":{\"a\":null,\"b\":1,\"c\":true},\"requestContext\":{\"http\":{\"method\":\"GET\"}}}",
                "{\"rawPath\":null,\"headers\":null,\"cookies\":null,\"body\":null,\"requestContext\":null}",
                "{\"cookies\":[null,\"a=b\",7],\"isBase64Encoded\":true,\"body\":\"AQID\",\"more\":[{\"deep\":[1]}]}",
                "{\"isBase64Encoded\":\"true\",\"body\":\"AQID\"}",
                "{\"rawPath\":\"/\\ud83d\",\"body\":\"\\udc00\"}",
                "{\"body\":\"caf\u00e9 \ud83d\ude00\",\"rawPath\":\"/first\",\"rawPath\":\"/last\"}",
                "{\"requestContext\":{\"timeEpoch\":1767225600000,\"domainName\":\"d\",\"stage\":\"s\",\"unknown\":{}}}",
            })
    void reads_what_the_runtime_reads(String json) throws IOException {
        assertThat(arrival(json)).isEqualTo(codec.decode(RuntimeJson.event(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rawPath\":{\"a\":[]},\"headers\":[\"a\"],\"cookies\":{\"a\":\"b\"},\"body\":[],\"requestContext\":7}",
                "{\"rawPath\":\"/x\",\"headers\":{\"a\":{}},\"requestContext\":{\"http\":[],\"timeEpoch\":\"noon\"}}",
                "{\"headers\":\"a\",\"requestContext\":{\"timeEpoch\":{\"a\":1.5}}}",
            })
    void takes_a_member_of_another_type_for_absent(String json) throws IOException {
        assertThat(arrival(json).fault()).isPresent();
    }

    @Test
    void a_member_of_another_type_has_no_value() throws IOException {
        APIGatewayV2HTTPEvent event =
                read("{\"rawPath\":{},\"headers\":[],\"cookies\":{},\"requestContext\":{\"timeEpoch\":\"1\",\"http\":7}}")
                        .orElseThrow();

        assertThat(event.getRawPath()).isNull();
        assertThat(event.getHeaders()).isNull();
        assertThat(event.getCookies()).isNull();
        assertThat(event.getRequestContext().getHttp()).isNull();
    }

    @Test
    void reads_when_the_platform_received_the_request() throws IOException {
        assertThat(read("{\"requestContext\":{\"timeEpoch\":1767225600000}}")
                        .orElseThrow()
                        .getRequestContext()
                        .getTimeEpoch())
                .isEqualTo(1_767_225_600_000L);
    }

    @Test
    void finds_no_event_in_the_beginning_of_one() throws IOException {
        String event = "{\"rawPath\":\"/x\",\"headers\":{\"a\":\"b\"},\"cookies\":[\"a=b\",\"c=d\"],"
                + "\"requestContext\":{\"timeEpoch\":17,\"http\":{\"method\":\"GET\"},\"other\":[{}]}}";
        for (int length = 0; length < event.length(); length++) {
            assertThat(read(event.substring(0, length)))
                    .as("%d characters", length)
                    .isEmpty();
        }
        assertThat(read(event)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "7",
                "\"text\"",
                "[]",
                "{",
                "{\"rawPath\":",
                "{\"rawPath\":\"/x\"",
                "{\"headers\":{",
                "{\"cookies\":[",
                "{\"requestContext\":{\"http\":{",
                "{}{}",
                "{} x",
                "{'a':1}",
                "<html>",
                "{\"a\":1,}",
            })
    void finds_no_event_in_what_is_no_json_object(String payload) throws IOException {
        assertThat(read(payload)).isEmpty();
    }

    @Test
    void finds_no_event_in_bytes_that_are_no_utf_8() throws IOException {
        byte[] payload = "{\"body\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
        payload[9] = (byte) 0xC3;

        assertThat(reader.read(new ByteArrayInputStream(payload))).isEmpty();
    }

    @Test
    void finds_no_event_in_json_that_is_nested_without_end() throws IOException {
        assertThat(read("{\"a\":" + "[".repeat(100_000))).isEmpty();
    }

    @Test
    void reads_a_body_of_six_megabytes() throws IOException {
        String body = "a".repeat(6_000_000);

        assertThat(read("{\"body\":\"" + body + "\"}").orElseThrow().getBody()).isEqualTo(body);
    }

    @Test
    void says_so_when_the_stream_fails() throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();

        assertThatThrownBy(() -> reader.read(closed)).isInstanceOf(IOException.class);
    }

    @Test
    void keeps_the_headers_in_their_order() throws IOException {
        List<String> names = Arrays.asList("z", "a", "m");

        assertThat(read("{\"headers\":{\"z\":\"1\",\"a\":\"2\",\"m\":\"3\"}}")
                        .orElseThrow()
                        .getHeaders())
                .containsOnlyKeys(names)
                .extractingByKeys("z", "a", "m")
                .containsExactly("1", "2", "3");
    }
}
