package dev.crowai.gateway.upstream;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.EventBoundary;
import dev.crowai.gateway.http.FieldList;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.MediaType;
import dev.crowai.gateway.http.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.InflaterInputStream;

/**
 * A {@code text/event-stream} response (SPEC "Forwarding"; WHATWG HTML §9.2.5). An HTTP API cannot stream. So the
 * response holds the events that arrived completely, also when the stream ended early. A gzip or deflate stream is
 * decoded, because only the decoded bytes show where an event ends. Pure.
 *
 * @param status the service's status
 * @param headers the service's fields
 * @param coding the content coding of the bytes
 */
record EventStream(int status, Headers headers, Coding coding) {
    /** The maximum number of received bytes, and of decoded bytes: 6 MB, Lambda's limit for a response. */
    static final int MOST_BYTES = 6 * 1024 * 1024;

    /** Fields that describe the bytes that the service sent. They are wrong for other bytes. */
    private static final Set<String> ABOUT_THE_BYTES = Set.of(
            "content-length",
            "content-md5",
            "digest",
            "content-digest",
            "repr-digest",
            "etag",
            "last-modified",
            "accept-ranges");

    /** The header of the zlib format with default window and compression level (RFC 1950 §2.2). */
    private static final byte[] ZLIB_HEADER = {0x78, (byte) 0x9c};

    /** A content coding (RFC 9110 §8.4.1). */
    enum Coding {
        IDENTITY,
        GZIP,
        DEFLATE,
        /** Another coding, which the gateway cannot decode, or more than one coding. */
        OTHER
    }

    /** The stream that a response head announces; empty when it is not an event stream. */
    static Optional<EventStream> of(int status, Headers headers) {
        return MediaType.of(headers)
                .filter(MediaType::isEventStream)
                .filter(_ -> status != 206)
                .map(_ -> new EventStream(status, headers, coding(headers)));
    }

    private static Coding coding(Headers headers) {
        List<String> codings = FieldList.elements(headers, "Content-Encoding").stream()
                .map(coding -> coding.toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.equals("identity"))
                .toList();
        if (codings.isEmpty()) {
            return Coding.IDENTITY;
        }
        return codings.size() > 1
                ? Coding.OTHER
                : switch (codings.getFirst()) {
                    case "gzip", "x-gzip" -> Coding.GZIP;
                    case "deflate" -> Coding.DEFLATE;
                    default -> Coding.OTHER;
                };
    }

    /**
     * The response to a stream that has ended.
     *
     * @param bytes the received bytes, not decoded
     * @param inOrder whether the service ended the stream as HTTP requires
     * @return the complete events; empty when the gateway cannot find the end of an event
     */
    Optional<Response> ended(byte[] bytes, boolean inOrder) {
        if (coding == Coding.OTHER) {
            return inOrder ? Optional.of(new Response(status, headers, Body.of(bytes))) : Optional.empty();
        }
        if (coding == Coding.IDENTITY) {
            int end = EventBoundary.last(bytes, Math.min(bytes.length, MOST_BYTES));
            Headers fields = end == bytes.length ? headers : changed();
            return Optional.of(new Response(status, fields, Body.of(Arrays.copyOf(bytes, end))));
        }
        return decode(bytes).map(text -> {
            byte[] events = Arrays.copyOf(text, EventBoundary.last(text, text.length));
            return new Response(status, changed().without("Content-Encoding"), Body.of(events));
        });
    }

    private Headers changed() {
        return headers.keep(field -> !ABOUT_THE_BYTES.contains(field.name().toLowerCase(Locale.ROOT)));
    }

    /** The decoded bytes, at most {@link #MOST_BYTES}; empty when the gateway cannot decode the coding. */
    private Optional<byte[]> decode(byte[] bytes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (InputStream decoded = decoder(new ByteArrayInputStream(bytes), bytes)) {
            byte[] part = new byte[8192];
            int count = decoded.read(part);
            while (count >= 0 && text.size() < MOST_BYTES) {
                text.write(part, 0, Math.min(count, MOST_BYTES - text.size()));
                count = decoded.read(part);
            }
        } catch (EOFException cut) {
            return Optional.of(text.toByteArray());
        } catch (IOException broken) {
            return text.size() == 0 ? Optional.empty() : Optional.of(text.toByteArray());
        }
        return Optional.of(text.toByteArray());
    }

    private InputStream decoder(InputStream source, byte[] bytes) throws IOException {
        if (coding == Coding.GZIP) {
            return new GzipDecoder(source);
        }
        InputStream zlib =
                hasZlibHeader(bytes) ? source : new SequenceInputStream(new ByteArrayInputStream(ZLIB_HEADER), source);
        return new InflaterInputStream(zlib);
    }

    /** "deflate" is the zlib format (RFC 9110 §8.4.1.2), but some services leave its two-byte header out. */
    private static boolean hasZlibHeader(byte[] bytes) {
        return bytes.length < 2 || ((bytes[0] & 0x0f) == 8 && (((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff)) % 31 == 0);
    }
}
