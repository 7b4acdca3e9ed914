package dev.crowai.gateway.auth;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Request;
import java.util.Optional;
import java.util.Set;

/**
 * Recognizes writes that a page of another site makes with the session cookie of its visitor (SPEC "Cross-site
 * writes"). Pure.
 *
 * @param allowedOrigins the origins whose pages may write
 */
public record CrossSiteWrites(Set<String> allowedOrigins) {

    /** Copies the origins. */
    public CrossSiteWrites {
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /**
     * Whether a request that a session cookie authenticates is such a write. A client that sends neither {@code Origin}
     * nor {@code Sec-Fetch-Site} is not a browser.
     */
    boolean includes(Request request) {
        if (request.method().isSafe()) {
            return false;
        }
        Headers headers = request.headers();
        Optional<String> origin = headers.joined("Origin");
        return origin.isPresent()
                ? !allowedOrigins.contains(origin.get())
                : headers.all("Sec-Fetch-Site").stream()
                        .anyMatch(site -> site.strip().equalsIgnoreCase("cross-site"));
    }
}
