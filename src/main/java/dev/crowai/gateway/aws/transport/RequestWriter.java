package dev.crowai.gateway.aws.transport;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Writes a request as HTTP/1.1. Head and body are in one array. */
final class RequestWriter {
    private RequestWriter() {}

    /**
     * The bytes of a request. {@code Host} is that of the origin, and {@code Content-Length} that of the body.
     *
     * @throws ProtocolException when a field contains a line break
     */
    static byte[] message(SdkHttpRequest request, Origin origin, byte[] body) throws ProtocolException {
        StringBuilder head = new StringBuilder(1024)
                .append(request.method().name())
                .append(' ')
                .append(request.encodedPath().isEmpty() ? "/" : request.encodedPath());
        request.encodedQueryParameters().ifPresent(query -> head.append('?').append(query));
        head.append(" HTTP/1.1\r\nHost: ").append(origin.authority()).append("\r\n");
        for (Map.Entry<String, List<String>> field : request.headers().entrySet()) {
            String name = field.getKey();
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                for (String value : field.getValue()) {
                    head.append(name).append(": ").append(value).append("\r\n");
                    requireOneLine(value);
                }
            }
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        ByteArrayOutputStream message = new ByteArrayOutputStream(head.length() + body.length);
        message.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        message.writeBytes(body);
        return message.toByteArray();
    }

    private static void requireOneLine(String value) throws ProtocolException {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new ProtocolException("a field of the request has a line break");
        }
    }
}
