package dev.crowai.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.RawServer;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Event streams that end in every way (SPEC "Forwarding"). */
class EventStreamTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String EVENTS = "id: 1\ndata: a\n\ndata: b\r\n\r\n";

    /** How a service ends its stream. */
    enum End {
        /** By the last chunk. */
        ORDERLY,
        /** By closing the connection where chunks were announced. */
        FIN,
        /** By a reset. */
        RST,
        /** Not at all. */
        TIME
    }

    private final JdkUpstream upstream = new JdkUpstream(InstantSource.system());

    @AfterEach
    void close() {
        upstream.close();
    }

    private static byte[] coded(String coding, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        OutputStream out = switch (coding) {
            case "gzip" -> new GZIPOutputStream(bytes, 512, true);
            case "deflate" -> new DeflaterOutputStream(bytes, true);
            case "raw deflate" -> new DeflaterOutputStream(bytes, new Deflater(9, true), true);
            default -> bytes;
        };
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return bytes.toByteArray();
    }

    private Response send(String type, String coding, byte[] content, End end) throws Exception {
        String latin = new String(content, StandardCharsets.ISO_8859_1);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n"
                + "ETag: \"of-the-bytes\"\r\nContent-Encoding: " + coding.replace("raw ", "") + "\r\n\r\n";
        try (RawServer server = new RawServer(connection -> {
            connection.read();
            connection.write(head);
            connection.write(Integer.toHexString(latin.length()) + "\r\n" + latin + "\r\n");
            switch (end) {
                case ORDERLY -> connection.write("0\r\n\r\n");
                case FIN -> {}
                case RST -> connection.reset();
                case TIME -> connection.awaitClose();
            }
        })) {
            Duration timeout = end == End.TIME ? SHORT : LONG;
            return upstream.send(new Call(Method.GET, server.uri("/x"), Headers.EMPTY, Body.EMPTY, timeout, "test"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "identity,ORDERLY",
        "identity,FIN",
        "identity,RST",
        "identity,TIME",
        "gzip,ORDERLY",
        "gzip,FIN",
        "gzip,RST",
        "gzip,TIME",
        "x-gzip,FIN",
        "deflate,ORDERLY",
        "deflate,FIN",
        "deflate,RST",
        "raw deflate,ORDERLY",
        "raw deflate,FIN",
        "raw deflate,RST",
    })
    void the_complete_events_go_out_decoded_however_the_stream_ends(String coding, End end) throws Exception {
        byte[] content = coded(coding.replace("x-", ""), EVENTS + "data: cut");

        Response response = send("Text/Event-Stream; charset=utf-8", coding, content, end);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().utf8()).contains(EVENTS);
        assertThat(response.header("Content-Encoding")).isIn(Optional.empty(), Optional.of("identity"));
        assertThat(response.header("ETag")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"br", "'gzip, gzip'", "zstd"})
    void a_stream_in_another_coding_goes_out_as_it_came_if_it_ended_in_order(String coding) throws Exception {
        byte[] content = {1, 2, 3, 4};

        Response response = send("text/event-stream", coding, content, End.ORDERLY);
        assertThat(response.body().toByteArray()).isEqualTo(content);
        assertThat(response.header("Content-Encoding")).contains(coding);
        assertThat(response.header("ETag")).contains("\"of-the-bytes\"");

        assertThat(failure(coding, content, End.FIN)).isEqualTo(FailureKind.BROKEN_OFF);
        assertThat(failure(coding, content, End.RST)).isEqualTo(FailureKind.BROKEN_OFF);
    }

    @Test
    void a_stream_in_another_coding_that_does_not_end_is_a_time_out() {
        assertThat(failure("br", new byte[] {1, 2}, End.TIME)).isEqualTo(FailureKind.TIMEOUT);
    }

    private FailureKind failure(String coding, byte[] content, End end) {
        return catchThrowableOfType(UpstreamException.class, () -> send("text/event-stream", coding, content, end))
                .kind();
    }

    @Test
    void a_stream_that_is_not_in_the_coding_it_names_is_unusable() {
        byte[] content = EVENTS.getBytes(StandardCharsets.UTF_8);

        assertThat(failure("gzip", content, End.ORDERLY)).isEqualTo(FailureKind.UNUSABLE);
    }

    /** The JDK's stream calls itself once for each such member: so many of them overflow the stack of any thread. */
    @Test
    void thousands_of_gzip_members_without_content_end_the_stream_and_do_not_overflow_the_stack() throws Exception {
        byte[] empty = member("");
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(member(EVENTS));
        for (int i = 0; i < 100_000; i++) {
            content.write(empty);
        }

        Response response = send("text/event-stream", "gzip", content.toByteArray(), End.ORDERLY);

        assertThat(response.body().utf8()).contains(EVENTS);
        content.reset();
        for (int i = 0; i < 100_000; i++) {
            content.write(empty);
        }
        assertThat(failure("gzip", content.toByteArray(), End.FIN)).isEqualTo(FailureKind.BROKEN_OFF);
    }

    @Test
    void a_stream_of_many_gzip_members_goes_out_whole_also_with_some_that_have_no_content() throws Exception {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            content.write(member(EVENTS));
            for (int j = 0; j < i % 3; j++) {
                content.write(member(""));
            }
        }

        Response response = send("text/event-stream", "gzip", content.toByteArray(), End.ORDERLY);

        assertThat(response.body().utf8()).contains(EVENTS.repeat(1_000));
    }

    private static byte[] member(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void only_an_event_stream_is_cut() throws Exception {
        for (String type : new String[] {"text/event-streams", "text/event-stream-x", "application/json"}) {
            UpstreamException thrown = catchThrowableOfType(
                    UpstreamException.class,
                    () -> send(type, "identity", EVENTS.getBytes(StandardCharsets.UTF_8), End.FIN));
            assertThat(thrown.kind()).as(type).isEqualTo(FailureKind.BROKEN_OFF);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void a_stream_is_cut_at_the_size_that_an_invocation_can_return(String coding) throws Exception {
        String event = "data: " + "x".repeat(1_000_000) + "\n\n";

        Response response = send("text/event-stream", coding, coded(coding, event.repeat(9)), End.ORDERLY);

        assertThat(response.body().length()).isEqualTo(6 * event.length());
    }
}
