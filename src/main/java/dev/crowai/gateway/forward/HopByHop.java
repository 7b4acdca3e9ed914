package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Headers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The fields that are for one connection alone (RFC 9110 §7.6.1), in either direction. */
final class HopByHop {
    private static final Set<String> ALWAYS = Set.of(
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect",
            "content-length");

    /** Meant for all recipients, so no connection option (RFC 9110 §7.6.1): the cache must obey them. */
    private static final Set<String> NEVER =
            Set.of("cache-control", "cdn-cache-control", "expires", "date", "vary", "set-cookie");

    private HopByHop() {}

    /** The fields without those of the connection, and without those that {@code Connection} may name and does. */
    static Headers strip(Headers headers) {
        Set<String> named = headers.all("Connection").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !NEVER.contains(name))
                .collect(Collectors.toSet());
        return headers.keep(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            return !ALWAYS.contains(name) && !name.startsWith("proxy-") && !named.contains(name);
        });
    }
}
