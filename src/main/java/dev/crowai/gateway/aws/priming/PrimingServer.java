package dev.crowai.gateway.aws.priming;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A stand-in for DynamoDB, Secrets Manager and a service, on a free port of the loopback address. The real clients can
 * run against it without a call to a real service. A connection is kept open for further exchanges, like that of a real
 * service. A connection that begins a TLS handshake is closed after the client's first message.
 */
final class PrimingServer implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 22;
    private static final int PATIENCE_MILLIS = 2_000;

    /** The responses to the SDK, by the operation in {@code X-Amz-Target}. */
    private static final Map<String, String> RESPONSES = Map.of(
            "BatchGetItem",
                    "{\"Responses\":{\"priming\":[{\"pk\":{\"S\":\"priming\"},\"sk\":{\"S\":\"priming\"},"
                            + "\"value\":{\"B\":\"cHJpbWluZw==\"},\"expiresAt\":{\"N\":\"4102444800\"}}]},"
                            + "\"UnprocessedKeys\":{}}",
            "UpdateItem",
                    "{\"Attributes\":{\"pk\":{\"S\":\"priming\"},\"sk\":{\"S\":\"priming\"},"
                            + "\"allowed\":{\"N\":\"1\"},\"counted\":{\"N\":\"1\"},\"lastMillis\":{\"N\":\"1\"},"
                            + "\"c0\":{\"N\":\"1\"},\"t0\":{\"N\":\"1\"},\"n0\":{\"N\":\"1\"},"
                            + "\"number\":{\"N\":\"1\"},\"expiresAt\":{\"N\":\"4102444800\"}}}",
            "PutItem", "{}",
            "BatchWriteItem", "{\"UnprocessedItems\":{}}",
            "GetSecretValue",
                    "{\"Name\":\"priming\",\"SecretString\":\"{\\\"INTERNAL_GATEWAY_KEY\\\":\\\"priming\\\"}\"}");

    /** The response of a service. */
    private static final String PAGE = "{\"page\":[" + "{\"id\":1,\"name\":\"caf\u00e9\"},".repeat(50) + "{}]}";

    /** The fields of every response. */
    private static final List<String> HEAD = List.of(
            "HTTP/1.1 200 OK",
            "Date: Thu, 01 Jan 2026 00:00:00 GMT",
            "Content-Type: application/json",
            "Cache-Control: max-age=60",
            "Vary: Origin",
            "Connection: keep-alive");

    private final ServerSocket listener;

    private PrimingServer(ServerSocket listener) {
        this.listener = listener;
    }

    static PrimingServer start() throws IOException {
        PrimingServer server = new PrimingServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    /** The address of the server with this scheme. */
    URI uri(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            in.mark(1);
            if (in.read() == TLS_HANDSHAKE) {
                return;
            }
            in.reset();
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            for (String first = line(in); !first.isEmpty(); first = line(in)) {
                byte[] response = respond(in).getBytes(StandardCharsets.UTF_8);
                out.write(head(response).getBytes(StandardCharsets.US_ASCII));
                // A response to HEAD has no content (RFC 9110 §9.3.2).
                out.write(response, 0, first.startsWith("HEAD ") ? 0 : response.length);
                out.flush();
            }
        } catch (IOException ended) {
            // The client sees the closed connection itself. Nothing is lost, because the exchange has no content that
            // matters.
            return;
        }
    }

    /** With the checksum by which DynamoDB lets its clients check the content. */
    private static String head(byte[] response) {
        CRC32 checksum = new CRC32();
        checksum.update(response);
        return String.join("\r\n", HEAD) + "\r\nContent-Length: " + response.length + "\r\nx-amz-crc32: "
                + checksum.getValue() + "\r\n\r\n";
    }

    /** Reads the rest of a request after its first line, and returns its response. */
    private static String respond(InputStream in) throws IOException {
        String response = PAGE;
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            } else if (lower.startsWith("x-amz-target:")) {
                response = RESPONSES.getOrDefault(
                        line.substring(line.lastIndexOf('.') + 1).strip(), response);
            }
        }
        in.skipNBytes(length);
        return response;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
