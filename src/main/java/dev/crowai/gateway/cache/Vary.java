package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The request fields that select among the responses to one URI (RFC 9111 §4.1). */
final class Vary {
    /**
     * Fields that the gateway writes before it sends a request to a service. Their values in the client's request are
     * not the values that the service received.
     */
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

    /**
     * Fields that the gateway writes from the identity. A response that varies by them can be stored for one caller,
     * but not shared.
     */
    private static final Set<String> OF_THE_IDENTITY = Set.of(
            "authorization", "cookie", "x-api-key", "x-organization-id", "x-user-id", "x-internal-key", "x-caller-id");

    private Vary() {}

    /** The field names of all {@code Vary} lines, in lower case and alphabetical order. */
    static Set<String> of(Headers response) {
        Set<String> names = new TreeSet<>();
        for (String name : response.joined("Vary").orElse("").split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** Whether the client's request is enough to select among the responses. */
    static boolean isSelectable(Set<String> vary) {
        return vary.stream()
                .allMatch(name -> !name.equals("*") && Headers.isToken(name) && !WRITTEN_BY_THE_GATEWAY.contains(name));
    }

    /** Whether the responses differ by caller, even if the service calls them shared. */
    static boolean isPersonal(Set<String> vary) {
        return vary.stream().anyMatch(OF_THE_IDENTITY::contains);
    }

    /** A digest of the request values that select a response; several lines of a field count as one list. */
    static String selection(Set<String> vary, Headers request) {
        List<String> texts = new ArrayList<>();
        for (String name : vary) {
            texts.add(name);
            texts.add(CacheKey.value(request, name));
        }
        return Digest.of(texts);
    }
}
