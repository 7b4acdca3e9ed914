package dev.crowai.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Method;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When an exchange ends: its thread waits in the JDK's client for the body of this class. */
class ArrivingResponseTest {
    /** The head of a response. */
    private record Head(int statusCode, HttpHeaders headers) implements HttpResponse.ResponseInfo {
        static Head of(String name, String value) {
            return new Head(200, HttpHeaders.of(Map.of(name, List.of(value)), (_, _) -> true));
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }

    /** The source of the content, which like the JDK's says nothing when it is cancelled. */
    private static final class Source implements Flow.Subscription {
        private final AtomicBoolean cancelled = new AtomicBoolean();

        @Override
        public void request(long count) {}

        @Override
        public void cancel() {
            cancelled.set(true);
        }
    }

    private final Source source = new Source();

    private static boolean waits(ArrivingResponse response) {
        return !response.getBody().toCompletableFuture().isDone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/json"})
    void an_exchange_whose_content_is_too_large_ends(String type) {
        ArrivingResponse response = new ArrivingResponse(Method.GET);
        response.apply(Head.of("Content-Type", type));
        response.onSubscribe(source);

        response.onNext(List.of(ByteBuffer.allocate(ArrivingResponse.MOST_BYTES)));
        assertThat(waits(response)).isEqualTo(type.equals("application/json"));
        response.onNext(List.of(ByteBuffer.allocate(1)));

        assertThat(source.cancelled).isTrue();
        assertThat(waits(response)).isFalse();
        assertThat(response.outcome()).isDone();
    }

    @Test
    void an_exchange_whose_content_is_not_read_ends() {
        ArrivingResponse response = new ArrivingResponse(Method.HEAD);
        response.apply(Head.of("Content-Length", "5"));

        response.onSubscribe(source);

        assertThat(source.cancelled).isTrue();
        assertThat(waits(response)).isFalse();
        assertThat(response.outcome()).isDone();
    }
}
