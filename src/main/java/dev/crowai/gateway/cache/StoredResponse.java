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
 * An answer as it is kept.
 *
 * @param status as the service gave it
 * @param headers the service's fields that may be kept, with a {@code Date}, without {@code Age}
 * @param body byte for byte
 * @param received when it came
 * @param initialAge its age at that moment, in seconds (RFC 9111 §4.2.3)
 * @param generation the one that was read before the service was asked
 * @param selection a digest of the request fields by which it was selected
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
     * Never stored: fields of a connection or of one proxy (RFC 9111 §3.1, RFC 9110 §7.6.1), {@code Age}, which is {@link
     * #initialAge}, cookies, and the fields that the gateway itself writes on every response.
     */
    private static final Set<String> NEVER_KEPT = Set.of(
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

    /** What decides about reuse stays, whatever {@code Connection} names. */
    private static final Set<String> ALWAYS_KEPT =
            Set.of("cache-control", "cdn-cache-control", "expires", "date", "vary");

    /** Describe the stored bytes, so the 304 of a service does not change them (RFC 9111 §3.2). */
    private static final Set<String> OF_THE_STORED_BODY = Set.of("content-encoding", "content-length", "content-range");

    /** An answer that has just come. */
    static StoredResponse of(Request request, Response answer, Instant asked, Instant received, Generation generation) {
        Headers headers = answer.headers();
        if (AnswerPolicy.date(headers, received).isEmpty()) {
            headers = headers.with("Date", HttpDate.format(received));
        }
        return new StoredResponse(
                answer.status(),
                kept(headers),
                answer.body(),
                received,
                AnswerPolicy.initialAge(headers, asked, received),
                generation,
                Vary.selection(Vary.of(headers), request.headers()));
    }

    private static Headers kept(Headers headers) {
        Set<String> dropped = new HashSet<>(NEVER_KEPT);
        headers.joined("Connection").ifPresent(names -> {
            for (String name : names.split(",", -1)) {
                dropped.add(name.strip().toLowerCase(Locale.ROOT));
            }
        });
        dropped.removeAll(ALWAYS_KEPT);
        return headers.keep(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            return !dropped.contains(name) && !name.startsWith("access-control-");
        });
    }

    /** Seconds since the service made it (RFC 9111 §4.2.3). */
    long age(Instant now) {
        return initialAge + Math.max(0, Duration.between(received, now).toSeconds());
    }

    /** Whether a request with these fields selects it (RFC 9111 §4.1). */
    boolean isSelectedBy(Headers request) {
        return Vary.selection(Vary.of(headers), request).equals(selection);
    }

    /** Whether the service gave it something to be asked by. */
    boolean hasValidator() {
        return headers.has("ETag") || headers.has("Last-Modified");
    }

    /** Whether a 304 is about this very answer; one that names another tag changes nothing (RFC 9111 §4.3.4). */
    boolean isConfirmedBy(Headers notModified) {
        return notModified
                .first("ETag")
                .flatMap(tag -> headers.first("ETag").map(own -> EntityTags.sameWeakly(own, tag)))
                .orElse(true);
    }

    /** This answer with the fields of a 304 in place of its own, as if it had just come (RFC 9111 §3.2, §4.3.4). */
    Response freshenedBy(Headers notModified) {
        Headers news = notModified.keep(
                field -> !OF_THE_STORED_BODY.contains(field.name().toLowerCase(Locale.ROOT)));
        Set<String> replaced = news.names();
        // The old Date would make the answer look as old as it was before it was confirmed.
        Headers old = headers.keep(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            return !replaced.contains(name) && !name.equals("date");
        });
        return new Response(status, old.plus(news), body);
    }

    /** As an answer, without anything that this cache says about it. */
    Response toResponse() {
        return new Response(status, headers, body);
    }
}
