package dev.crowai.gateway.aws.transport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/** Reads the responses of one connection, one after another (RFC 9112). */
final class ResponseReader {
    private static final int BUFFER = 8 * 1024;
    private static final int MOST_HEAD_BYTES = 64 * 1024;
    /**
     * The maximum size of a body, in bytes. DynamoDB's largest response has 16 MB of items, and base64 adds a third.
     */
    private static final int MOST_BODY_BYTES = 32 * 1024 * 1024;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.([01]) ([1-5][0-9]{2})(?: .*)?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
    private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,7})[ \\t]*(?:;.*)?");

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private int headBytes;
    private boolean begun;
    private boolean reusable;

    ResponseReader(InputStream in) {
        this.in = in;
    }

    /** Prepares for the response to a new request. */
    void begin() {
        begun = false;
        reusable = false;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Whether the last response ended where its framing fields announced, so that the connection can be used again. */
    boolean isReusable() {
        return reusable;
    }

    /**
     * Reads the final response. Interim responses (1xx) are skipped.
     *
     * @param bodiless whether the request was a HEAD
     */
    WholeResponse read(boolean bodiless) throws IOException {
        while (true) {
            headBytes = 0;
            String statusLine = line();
            var match = STATUS_LINE.matcher(statusLine);
            if (!match.matches()) {
                throw new ProtocolException("the response is not HTTP/1");
            }
            int status = Integer.parseInt(match.group(2));
            SdkHttpFullResponse.Builder head = SdkHttpFullResponse.builder().statusCode(status);
            readFields(head);
            if (status >= 200) {
                return readBody(head.build(), bodiless, match.group(1).equals("1"));
            }
        }
    }

    private void readFields(SdkHttpFullResponse.Builder head) throws IOException {
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                throw new ProtocolException("the response has a malformed field");
            }
            head.appendHeader(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
    }

    private WholeResponse readBody(SdkHttpFullResponse head, boolean bodiless, boolean http11) throws IOException {
        boolean keepAlive = http11 && !names(head, "Connection", "close");
        if (bodiless || head.statusCode() == 204 || head.statusCode() == 304) {
            return response(head, new byte[0], keepAlive);
        }
        if (head.firstMatchingHeader("Transfer-Encoding").isPresent()) {
            if (!names(head, "Transfer-Encoding", "chunked") || length(head).isPresent()) {
                throw new ProtocolException("the response has an unknown framing");
            }
            return response(head, chunks(), keepAlive);
        }
        Optional<Integer> length = length(head);
        return length.isPresent()
                ? response(head, exactly(length.get()), keepAlive)
                : response(head, untilTheEnd(), false);
    }

    private WholeResponse response(SdkHttpFullResponse head, byte[] body, boolean keepAlive) {
        reusable = keepAlive && position == limit;
        return new WholeResponse(head, body);
    }

    private static boolean names(SdkHttpFullResponse head, String field, String token) {
        return head.firstMatchingHeader(field)
                .filter(value -> value.equalsIgnoreCase(token))
                .isPresent();
    }

    private static Optional<Integer> length(SdkHttpFullResponse head) throws ProtocolException {
        List<String> values =
                head.matchingHeaders("Content-Length").stream().distinct().toList();
        if (values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1 || !DIGITS.matcher(values.getFirst()).matches()) {
            throw new ProtocolException("the response has an invalid Content-Length");
        }
        return Optional.of(limited(Integer.parseInt(values.getFirst())));
    }

    private static int limited(int bytes) throws ProtocolException {
        if (bytes > MOST_BODY_BYTES) {
            throw new ProtocolException("the response is too large");
        }
        return bytes;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] body = new byte[length];
        readFully(body, length);
        return body;
    }

    private void readFully(byte[] into, int length) throws IOException {
        int have = Math.min(length, limit - position);
        System.arraycopy(buffer, position, into, 0, have);
        position += have;
        while (have < length) {
            int more = in.read(into, have, length - have);
            if (more < 0) {
                throw new EOFException("the response broke off");
            }
            have += more;
        }
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            var match = CHUNK_SIZE.matcher(line());
            if (!match.matches()) {
                throw new ProtocolException("the response has a malformed chunk");
            }
            int size = Integer.parseInt(match.group(1), 16);
            if (size == 0) {
                readFields(SdkHttpFullResponse.builder());
                return body.toByteArray();
            }
            limited(body.size() + size);
            body.write(exactly(size));
            if (!line().isEmpty()) {
                throw new ProtocolException("the response has a malformed chunk");
            }
            headBytes = 0;
        }
    }

    private byte[] untilTheEnd() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        do {
            body.write(buffer, position, limit - position);
            limited(body.size());
            position = limit;
        } while (fill());
        return body.toByteArray();
    }

    /** A line without its line end, which is CRLF or LF (RFC 9112 §2.2). */
    private String line() throws IOException {
        StringBuilder before = new StringBuilder();
        while (true) {
            for (int i = position; i < limit; i++) {
                if (buffer[i] == '\n') {
                    int end = i > position && buffer[i - 1] == '\r' ? i - 1 : i;
                    String rest = new String(buffer, position, end - position, StandardCharsets.ISO_8859_1);
                    position = i + 1;
                    return before.isEmpty() ? rest : withoutReturn(before.append(rest));
                }
            }
            before.append(new String(buffer, position, limit - position, StandardCharsets.ISO_8859_1));
            headBytes += limit - position;
            position = limit;
            if (headBytes > MOST_HEAD_BYTES) {
                throw new ProtocolException("the head of the response is too large");
            }
            if (!fill()) {
                throw new EOFException("the response broke off");
            }
        }
    }

    private static String withoutReturn(StringBuilder line) {
        int last = line.length() - 1;
        return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
    }

    private boolean fill() throws IOException {
        int read = in.read(buffer, 0, buffer.length);
        if (read < 0) {
            return false;
        }
        begun = true;
        position = 0;
        limit = read;
        return true;
    }
}
