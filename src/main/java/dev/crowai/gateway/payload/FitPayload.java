package dev.crowai.gateway.payload;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Makes every answer fit into what Lambda lets a function return (SPEC "Forwarding", size): as it is where some form of
 * it fits, else compressed where the client takes gzip, else a 502.
 */
public final class FitPayload implements Middleware {
    /** What CORS, the security headers and the access log may still add around this step, in bytes of JSON. */
    static final int RESERVE = 16 * 1024;

    /** Fields about the bytes that compression replaces. */
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
        exchange.trail().note("refusal", "answer too large");
        return Problem.badGateway("The answer is larger than 6 MB").toResponse(exchange.requestId());
    }

    private static boolean mayCompress(Request request, Response response) {
        return response.status() != 206
                && !hasCoding(response.headers())
                && !forbidsTransformation(request.headers())
                && !forbidsTransformation(response.headers())
                && AcceptEncoding.gzip(request.headers());
    }

    private static boolean hasCoding(Headers headers) {
        return headers.all("Content-Encoding").stream()
                .anyMatch(coding -> !coding.strip().equalsIgnoreCase("identity"));
    }

    private static boolean forbidsTransformation(Headers headers) {
        return headers.joined("Cache-Control")
                .map(value -> value.toLowerCase(Locale.ROOT))
                .filter(value -> value.contains("no-transform"))
                .isPresent();
    }

    private static Response gzip(Response response) {
        Headers headers = response.headers()
                .keep(field -> !ABOUT_THE_BYTES.contains(field.name().toLowerCase(Locale.ROOT)))
                .plus("Content-Encoding", "gzip");
        return response.withHeaders(weakened(varying(headers))).withBody(compress(response.body()));
    }

    private static Headers varying(Headers headers) {
        String vary = headers.joined("Vary").orElse("");
        for (String name : vary.split(",", -1)) {
            if (name.strip().equals("*") || name.strip().equalsIgnoreCase("Accept-Encoding")) {
                return headers;
            }
        }
        return headers.with("Vary", vary.isBlank() ? "Accept-Encoding" : vary + ", Accept-Encoding");
    }

    /** A strong validator promises the very bytes (RFC 9110 §8.8.1); these are others. */
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
