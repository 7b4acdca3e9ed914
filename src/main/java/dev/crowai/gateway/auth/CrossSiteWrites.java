package dev.crowai.gateway.auth;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Request;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a write that a page of another site makes with the visitor's session cookie (SPEC "Cross-site writes"). Pure.
 *
 * @param allowedOrigins the origins whose pages may write
 */
public record CrossSiteWrites(Set<String> allowedOrigins) {

    /** Copies the origins. */
    public CrossSiteWrites {
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /** Whether a request whose session cookie decided is such a write. Clients that send neither field are no browsers. */
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
