package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.store.StoreKey;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the answers to a request stand in the table (SPEC "Response cache"). The partition is
 * {@code cache:{service}:{version}:{pathname}:{orgId}} with every part escaped; the sort key is a digest of the caller
 * and the raw query, so that one read finds every answer that can apply.
 *
 * <p>Which fields an answer varies by is known only once it is read. An answer that varies by {@link #NEGOTIATED}
 * fields alone has their values in its sort key: such answers stand side by side. Any other holds the place that has
 * no field in its key, tells inside which values it was selected by, and gives way to the next one.
 */
final class CacheKey {
    /** The fields that clients and frameworks negotiate by, in lower case. */
    static final List<String> NEGOTIATED = List.of("accept", "accept-encoding", "accept-language", "origin");

    private static final int LONGEST_PARTITION = 2048;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final StoreKey generation;
    private final boolean organized;
    private final boolean shares;
    private final StoreKey own;
    private final StoreKey ownNegotiated;
    private final StoreKey shared;
    private final StoreKey sharedNegotiated;

    private CacheKey(
            String partition,
            StoreKey generation,
            boolean organized,
            CallerVariant caller,
            String query,
            String negotiated) {
        this.generation = generation;
        this.organized = organized;
        this.shares = caller.shares();
        this.own = new StoreKey(partition, "own:" + Digest.of(caller.variant(), query));
        this.ownNegotiated = new StoreKey(partition, "own:" + Digest.of(caller.variant(), query, negotiated));
        this.shared = new StoreKey(partition, "shared:" + Digest.of(query));
        this.sharedNegotiated = new StoreKey(partition, "shared:" + Digest.of(query, negotiated));
    }

    /**
     * Empty for a caller whose answers are never stored: nobody, or a service of the platform that speaks for no
     * organization. Such a service sees everybody's data, and nothing would tell its stored answers of their writes.
     */
    static Optional<CacheKey> of(Exchange exchange) {
        Optional<String> organization = exchange.organizationId();
        if (exchange.isInternal() && organization.isEmpty()) {
            return Optional.empty();
        }
        return CallerVariant.of(exchange.identity(), exchange.request())
                .map(caller -> of(exchange.toService(), organization, caller, exchange.request()));
    }

    private static CacheKey of(
            Route.ToService route, Optional<String> organization, CallerVariant caller, Request request) {
        String service = route.service().name();
        String orgId = organization.map(CacheKey::present).orElse("-");
        String partition =
                bounded("cache:", service, ":" + escape(route.version()) + ":" + escape(route.path()) + ":" + orgId);
        StoreKey generation = new StoreKey(
                bounded("generation:", service, ":" + orgId),
                organization.isPresent() ? "organization" : "caller:" + caller.writer());
        return new CacheKey(
                partition,
                generation,
                organization.isPresent(),
                caller,
                request.query(),
                Digest.of(NEGOTIATED.stream()
                        .map(name -> value(request.headers(), name))
                        .toList()));
    }

    /** A request field's value as it selects answers; a missing field differs from an empty one. */
    static String value(Headers headers, String name) {
        return headers.joined(name).map(value -> "=" + value.strip()).orElse("-");
    }

    private static String bounded(String kind, String service, String rest) {
        String whole = kind + escape(service) + rest;
        return whole.length() <= LONGEST_PARTITION ? whole : kind + escape(service) + ":#" + Digest.of(rest);
    }

    private static String present(String organization) {
        return organization.equals("-") ? "%002D" : escape(organization);
    }

    /** Escapes the separator, the escape itself, the mark of a digest and all that is no visible ASCII. */
    private static String escape(String part) {
        StringBuilder out = new StringBuilder(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c <= ' ' || c > '~' || c == ':' || c == '%' || c == '#') {
                out.append('%').append(HEX.toHexDigits(c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The item that counts the writes which these answers must have seen. */
    StoreKey generation() {
        return generation;
    }

    /** All that one look-up reads. */
    Set<StoreKey> all() {
        Set<StoreKey> keys = new LinkedHashSet<>(List.of(generation, own, ownNegotiated));
        if (shares) {
            keys.add(shared);
            keys.add(sharedNegotiated);
        }
        return keys;
    }

    /** The places whose answers this caller may get. */
    Set<StoreKey> readable(Generation now) {
        Set<StoreKey> keys = new LinkedHashSet<>(List.of(own, ownNegotiated));
        if (takesPart(now)) {
            keys.add(shared);
            keys.add(sharedNegotiated);
        }
        return keys;
    }

    /**
     * The place for an answer.
     *
     * @param share whether the service said that it is everybody's
     * @param vary the fields that it varies by, in lower case
     */
    StoreKey place(boolean share, Set<String> vary, Generation now) {
        boolean negotiated = !vary.isEmpty() && NEGOTIATED.containsAll(vary);
        if (share && takesPart(now)) {
            return negotiated ? sharedNegotiated : shared;
        }
        return negotiated ? ownNegotiated : own;
    }

    /**
     * Callers without organization have a generation each, and so can't tell what another one's shared answer has
     * seen. They share as long as they have not written anything.
     */
    private boolean takesPart(Generation now) {
        return shares && (organized || now.equals(Generation.NONE));
    }
}
