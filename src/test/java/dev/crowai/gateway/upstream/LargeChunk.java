package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.testing.RawServer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/** A process of its own for {@link LargeChunkTest}: asks a service for a chunk of 2^31 bytes and more, and tells the outcome. */
final class LargeChunk {
    private LargeChunk() {}

    public static void main(String[] sizes) throws IOException {
        for (String size : sizes) {
            String bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n" + size + "\r\nabc";
            try (RawServer server = RawServer.writing(bytes);
                    JdkUpstream upstream = new JdkUpstream(InstantSource.system())) {
                upstream.send(new Call(
                        Method.GET, server.uri("/x"), Headers.EMPTY, Body.EMPTY, Duration.ofSeconds(10), "test"));
            } catch (UpstreamException failure) {
                System.out.println(failure.kind());
            }
        }
    }
}
