package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Validators and the conditions on them (RFC 9110 §8.8, §13). Pure. */
final class EntityTags {
    private static final Set<String> CONDITIONS = Set.of("if-none-match", "if-modified-since");

    /**
     * Fields that a 304 does not repeat (RFC 9110 §15.4.5), because they describe a body that the 304 does not have.
     */
    private static final Set<String> OF_THE_BODY =
            Set.of("content-type", "content-encoding", "content-language", "content-length", "content-range");

    private static final String LAST_MODIFIED = "Last-Modified";

    private EntityTags() {}

    /** A strong entity tag for a response without a tag: a digest of the body and of its content coding. */
    private static String of(Response response) {
        return "\"" + Digest.of(response.headers().joined("Content-Encoding").orElse(""), response.body()) + "\"";
    }

    /** The response with an entity tag: the tag of the service, or else one of the gateway. */
    static Response tagged(Response response) {
        return response.headers().has("ETag") ? response : response.with("ETag", of(response));
    }

    /**
     * A stored response in the form for this client. Its {@code Date} replaces a missing {@code Last-Modified} (RFC
     * 9111 §4.3.2).
     */
    static Response fromStore(Request request, Response response, Instant now) {
        String modified = response.headers().has(LAST_MODIFIED) ? LAST_MODIFIED : "Date";
        Response mine = unlessKnown(request, tagged(response), modified, now);
        return request.method() == Method.HEAD ? mine.withBody(Body.EMPTY) : mine;
    }

    /** The request fields without the client's conditions, which the gateway evaluates itself. */
    static Headers withoutConditions(Headers request) {
        return request.keep(field -> !CONDITIONS.contains(field.name().toLowerCase(Locale.ROOT)));
    }

    /**
     * The request fields with conditions that ask the service whether its stored response is still current (RFC 9111
     * §4.3.1).
     */
    static Headers validating(Headers request, StoredResponse stored) {
        Headers headers = withoutConditions(request);
        Optional<String> tag = stored.headers().first("ETag");
        if (tag.isPresent()) {
            headers = headers.plus("If-None-Match", tag.get());
        }
        Optional<String> modified = stored.headers().first(LAST_MODIFIED);
        return modified.isPresent() ? headers.plus("If-Modified-Since", modified.get()) : headers;
    }

    /** The response for this client: a 304 when the client already has the response (RFC 9110 §13.2.2). */
    static Response forClient(Request request, Response response, Instant now) {
        return unlessKnown(request, response, LAST_MODIFIED, now);
    }

    private static Response unlessKnown(Request request, Response response, String modified, Instant now) {
        return response.isSuccess() && hasIt(request, response.headers(), modified, now)
                ? notModified(response)
                : response;
    }

    private static Response notModified(Response response) {
        Headers headers = response.headers()
                .keep(field -> !OF_THE_BODY.contains(field.name().toLowerCase(Locale.ROOT)));
        return Response.of(304).withHeaders(headers);
    }

    private static boolean hasIt(Request request, Headers response, String modified, Instant now) {
        Optional<String> wanted = request.headers().joined("If-None-Match");
        if (wanted.isPresent()) {
            return wanted.get().strip().equals("*")
                    || response.first("ETag")
                            .filter(tag -> list(wanted.get()).contains(opaque(tag)))
                            .isPresent();
        }
        return !isModifiedSince(request, response, modified, now);
    }

    /** Evaluates {@code If-Modified-Since}; an invalid date is ignored (RFC 9110 §13.1.3). */
    private static boolean isModifiedSince(Request request, Headers response, String modified, Instant now) {
        Optional<Instant> since = request.header("If-Modified-Since").flatMap(text -> HttpDate.parse(text, now));
        if (since.isEmpty()) {
            return true;
        }
        Optional<Instant> date = response.first(modified).flatMap(text -> HttpDate.parse(text, now));
        return date.isEmpty() || date.get().isAfter(since.get());
    }

    /** Whether two tags are equal by weak comparison (RFC 9110 §8.8.3.2). */
    static boolean sameWeakly(String one, String other) {
        return opaque(one).equals(opaque(other));
    }

    private static String opaque(String tag) {
        String stripped = tag.strip();
        return stripped.startsWith("W/") ? stripped.substring(2) : stripped;
    }

    /** The opaque parts of a list of tags. A comma in quotes belongs to the tag. */
    private static List<String> list(String field) {
        List<String> tags = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int at = 0; at < field.length(); at++) {
            char c = field.charAt(at);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                tags.add(opaque(field.substring(start, at)));
                start = at + 1;
            }
        }
        tags.add(opaque(field.substring(start)));
        return tags;
    }
}
