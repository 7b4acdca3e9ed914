package dev.crowai.gateway.testing;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.RecordingServer.Received;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.UpstreamException;
import java.io.IOException;
import java.net.URI;

/** All services of a {@link Platform} at one address on loopback, for a gateway that sends over real connections. */
public final class LoopbackPlatform implements AutoCloseable {
    private final RecordingServer server;

    private LoopbackPlatform(RecordingServer server) {
        this.server = server;
    }

    public static LoopbackPlatform of(Platform platform) throws IOException {
        return new LoopbackPlatform(RecordingServer.start(received -> response(platform, received)));
    }

    private static Response response(Platform platform, Received received) {
        try {
            return platform.send(new Call(
                    Method.valueOf(received.method()),
                    URI.create("http://platform.test" + received.target()),
                    received.headers(),
                    Body.of(received.body()),
                    Exchanges.TIME,
                    "platform"));
        } catch (UpstreamException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }
}
