package dev.crowai.gateway.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Sends bytes that no proper HTTP client would send. */
final class RawClient {
    private RawClient() {}

    /** The status line and everything after it, up to the end of the connection. */
    static String exchange(URI server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** A GET of this request target, character by character. */
    static String get(URI server, String target, String... headerLines) throws IOException {
        return exchange(
                server,
                "GET " + target + " HTTP/1.1\r\nHost: api.example:8443\r\nConnection: close\r\n"
                        + Arrays.stream(headerLines).map(line -> line + "\r\n").collect(Collectors.joining())
                        + "\r\n");
    }
}
