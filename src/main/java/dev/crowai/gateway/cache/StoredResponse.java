package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * A response as it is stored.
 *
 * @param status the status of the service
 * @param headers the fields of the service that may be stored; with {@code Date}, without {@code Age}
 * @param body the bytes, unchanged
 * @param received when the response was received
 * @param initialAge its age at that time, in seconds (RFC 9111 §4.2.3)
 * @param generation the generation that was read before the request was forwarded
 * @param selection a digest of the request fields that selected the response
 */
record StoredResponse(
        int status,
        Headers headers,
        Body body,
        Instant received,
        long initialAge,
        Generation generation,
        String selection) {

    /**
     * Fields that are never stored: fields of a connection or of a single proxy (RFC 9111 §3.1, RFC 9110 §7.6.1),
     * {@code Age} (see {@link #initialAge}), cookies, and the fields that the gateway writes on every response.
     */
    private static final Set<String> NEVER_STORED = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-length",
            "age",
            "set-cookie",
            "set-cookie2",
            "x-gateway-service",
            "x-gateway-version",
            "x-request-id",
            "server-timing",
            "x-cache",
            "x-cache-age");

    /** Fields that decide about reuse. They are stored even when {@code Connection} names them. */
    private static final Set<String> ALWAYS_STORED =
            Set.of("cache-control", "cdn-cache-control", "expires", "date", "vary");

    /** Fields that describe the stored bytes, so a 304 of the service does not change them (RFC 9111 §3.2). */
    private static final Set<String> OF_THE_STORED_BODY = Set.of("content-encoding", "content-length", "content-range");

    /** Makes a stored response of one that has just been received. */
    static StoredResponse of(
            Request request, Response response, Instant asked, Instant received, Generation generation) {
        Headers headers = response.headers();
        if (ResponsePolicy.date(headers, received).isEmpty()) {
            headers = headers.with("Date", HttpDate.format(received));
        }
        return new StoredResponse(
                response.status(),
                kept(headers),
                response.body(),
                received,
                ResponsePolicy.initialAge(headers, asked, received),
                generation,
                Vary.selection(Vary.of(headers), request.headers()));
    }

    private static Headers kept(Headers headers) {
        Set<String> dropped = new HashSet<>(NEVER_STORED);
        headers.joined("Connection").ifPresent(names -> {
            for (String name : names.split(",", -1)) {
                dropped.add(name.strip().toLowerCase(Locale.ROOT));
            }
        });
        dropped.removeAll(ALWAYS_STORED);
        return headers.keep(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            return !dropped.contains(name) && !name.startsWith("access-control-");
        });
    }

    /** The time since the service made the response, in seconds (RFC 9111 §4.2.3). */
    long age(Instant now) {
        return initialAge + Math.max(0, Duration.between(received, now).toSeconds());
    }

    /** Whether a request with these fields selects the response (RFC 9111 §4.1). */
    boolean isSelectedBy(Headers request) {
        return Vary.selection(Vary.of(headers), request).equals(selection);
    }

    /** Whether the response has a validator. */
    boolean hasValidator() {
        return headers.has("ETag") || headers.has("Last-Modified");
    }

    /** Whether a 304 is about this response. A 304 with another tag changes nothing (RFC 9111 §4.3.4). */
    boolean isConfirmedBy(Headers notModified) {
        return notModified
                .first("ETag")
                .flatMap(tag -> headers.first("ETag").map(own -> EntityTags.sameWeakly(own, tag)))
                .orElse(true);
    }

    /** This response, updated with the fields of a 304 as if it had just been received (RFC 9111 §3.2, §4.3.4). */
    Response freshenedBy(Headers notModified) {
        Headers news = notModified.keep(
                field -> !OF_THE_STORED_BODY.contains(field.name().toLowerCase(Locale.ROOT)));
        Set<String> replaced = news.names();
        // With the old Date, the age would count from before the confirmation.
        Headers old = headers.keep(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            return !replaced.contains(name) && !name.equals("date");
        });
        return new Response(status, old.plus(news), body);
    }

    /** The response without the fields that this cache adds. */
    Response toResponse() {
        return new Response(status, headers, body);
    }
}
