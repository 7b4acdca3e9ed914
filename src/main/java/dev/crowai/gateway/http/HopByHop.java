package dev.crowai.gateway.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields that are valid for one connection only (RFC 9110 §7.6.1), in requests and responses. They are recognized
 * in any letter case, and also when {@code _} is written for {@code -}, because some servers read both as one name.
 */
public final class HopByHop {
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

    /**
     * Fields that {@code Connection} must not remove, because they are meant for all recipients (RFC 9110 §7.6.1) and
     * the cache must follow them.
     */
    private static final Set<String> NEVER =
            Set.of("cache-control", "cdn-cache-control", "expires", "date", "vary", "set-cookie");

    private HopByHop() {}

    /**
     * The fields without hop-by-hop fields, and without the fields that {@code Connection} names, if it may name them.
     */
    public static Headers strip(Headers headers) {
        Set<String> named = headers.all("Connection").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !NEVER.contains(name))
                .collect(Collectors.toSet());
        return headers.keep(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            String plain = name.replace('_', '-');
            return !ALWAYS.contains(plain) && !plain.startsWith("proxy-") && !named.contains(name);
        });
    }
}
