package dev.crowai.gateway.payload;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.EventBoundary;
import dev.crowai.gateway.http.FieldList;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.MediaType;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Makes every response fit Lambda's limit for a response (SPEC "Forwarding", size). A response is unchanged when it
 * fits. Otherwise it is compressed when the client accepts gzip. If that is not enough, an event stream is shortened,
 * and any other response is replaced by a 502.
 */
public final class FitPayload implements Middleware {
    /**
     * The space that is reserved for CORS, the security headers and the access log, which are added after this step. In
     * bytes of JSON.
     */
    static final int RESERVE = 16 * 1024;

    /** Fields that describe the bytes before the compression. */
    private static final Set<String> ABOUT_THE_BYTES =
            Set.of("content-md5", "digest", "content-digest", "repr-digest", "content-encoding", "content-length");

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response response = next.handle(exchange);
        if (PayloadForm.fits(response, RESERVE)) {
            return response;
        }
        if (mayCompress(exchange.request(), response)) {
            Response compressed = gzip(response);
            if (PayloadForm.fits(compressed, RESERVE)) {
                return compressed;
            }
        }
        if (isReadableStream(response)) {
            Response cut = cut(response);
            if (PayloadForm.fits(cut, RESERVE)) {
                return cut;
            }
        }
        return exchange.refuse(
                Problem.badGateway("The response is larger than 6 MB"), Refusal.Plain.RESPONSE_TOO_LARGE);
    }

    private static boolean isReadableStream(Response response) {
        return MediaType.of(response.headers()).filter(MediaType::isEventStream).isPresent()
                && !hasCoding(response.headers());
    }

    /** The events that fit. The client of an event stream requests the following events itself. */
    private static Response cut(Response response) {
        byte[] stream = response.body().toByteArray();
        int end = EventBoundary.last(stream, PayloadForm.fittingBytes(response, RESERVE));
        return response.withHeaders(response.headers()
                        .without("ETag")
                        .keep(field -> !ABOUT_THE_BYTES.contains(field.name().toLowerCase(Locale.ROOT))))
                .withBody(Body.of(Arrays.copyOf(stream, end)));
    }

    private static boolean mayCompress(Request request, Response response) {
        return response.status() != 206
                && !hasCoding(response.headers())
                && !forbidsTransformation(request.headers())
                && !forbidsTransformation(response.headers())
                && AcceptEncoding.gzip(request.headers());
    }

    private static boolean hasCoding(Headers headers) {
        return FieldList.elements(headers, "Content-Encoding").stream()
                .anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
    }

    private static boolean forbidsTransformation(Headers headers) {
        return FieldList.elements(headers, "Cache-Control").stream()
                .map(directive -> directive.split("=", 2)[0].strip())
                .anyMatch("no-transform"::equalsIgnoreCase);
    }

    private static Response gzip(Response response) {
        Headers headers = response.headers()
                .keep(field -> !ABOUT_THE_BYTES.contains(field.name().toLowerCase(Locale.ROOT)))
                .plus("Content-Encoding", "gzip");
        return response.withHeaders(weakened(varying(headers))).withBody(compress(response.body()));
    }

    private static Headers varying(Headers headers) {
        String vary = headers.joined("Vary").orElse("");
        for (String name : FieldList.elements(vary)) {
            if (name.equals("*") || name.equalsIgnoreCase("Accept-Encoding")) {
                return headers;
            }
        }
        return headers.with("Vary", vary.isBlank() ? "Accept-Encoding" : vary + ", Accept-Encoding");
    }

    /**
     * The fields with a weak validator. A strong validator promises identical bytes (RFC 9110 §8.8.1), and compression
     * changes them.
     */
    private static Headers weakened(Headers headers) {
        return headers.first("ETag")
                .filter(tag -> tag.startsWith("\""))
                .map(tag -> headers.with("ETag", "W/" + tag))
                .orElse(headers);
    }

    private static Body compress(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length() / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body.toByteArray());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Body.of(out.toByteArray());
    }
}
