package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The request fields that select among the answers to one URI (RFC 9111 §4.1). */
final class Vary {
    /** Written by the gateway on the way to a service: the client's request does not tell what the service saw. */
    private static final Set<String> WRITTEN_BY_THE_GATEWAY = Set.of(
            "host",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "forwarded",
            "x-real-ip",
            "x-request-id",
            "traceparent",
            "x-amzn-trace-id");

    /** Written by the gateway from the identity: the caller's own place covers them, a shared one does not. */
    private static final Set<String> OF_THE_IDENTITY = Set.of(
            "authorization", "cookie", "x-api-key", "x-organization-id", "x-user-id", "x-internal-key", "x-caller-id");

    private Vary() {}

    /** Field names in lower case, all lines together, in order of the alphabet. */
    static Set<String> of(Headers answer) {
        Set<String> names = new TreeSet<>();
        for (String name : answer.joined("Vary").orElse("").split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** Whether the request as it came tells which of the answers is the right one. */
    static boolean isSelectable(Set<String> vary) {
        return vary.stream()
                .allMatch(name ->
                        !name.equals("*") && Headers.isToken(name) && !WRITTEN_BY_THE_GATEWAY.contains(name));
    }

    /** Whether answers differ by who asks, whatever else the service says about sharing. */
    static boolean isPersonal(Set<String> vary) {
        return vary.stream().anyMatch(OF_THE_IDENTITY::contains);
    }

    /** A digest of the values by which a request selects; several lines count as one list. */
    static String selection(Set<String> vary, Headers request) {
        List<String> texts = new ArrayList<>();
        for (String name : vary) {
            texts.add(name);
            texts.add(CacheKey.value(request, name));
        }
        return Digest.of(texts);
    }
}
