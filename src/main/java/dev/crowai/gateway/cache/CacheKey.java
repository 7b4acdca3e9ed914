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
 * The keys under which the responses to a request are stored (SPEC "Response cache"). The partition key is {@code
 * cache:{service}:{version}:{pathname}:{orgId}} with every part escaped. The sort key is a digest of the caller and the
 * raw query. One read finds all responses that may apply.
 *
 * <p>The fields by which a response varies are known only after it was read. If a response varies by {@link
 * #NEGOTIATED} fields only, the sort key contains their values, and several such responses are stored side by side. All
 * other responses share one key without field values; each one stores a digest of the values that selected it, and the
 * next one replaces it.
 */
final class CacheKey {
    /** The request fields that clients commonly use for content negotiation, in lower case. */
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
     * Empty for a caller whose responses are never stored: an unidentified caller, or a service of the platform without
     * an organization. Such a service reads the data of all organizations, and their writes would not evict its stored
     * responses.
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

    /** The value of a request field, for selecting a response. A missing field and an empty field are different. */
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

    /**
     * Escapes the separator, the escape character, the mark of a digest, and all characters that are not visible ASCII.
     */
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

    /**
     * The key of the item that counts the writes to this service. Stored responses must not be older than the last
     * write.
     */
    StoreKey generation() {
        return generation;
    }

    /** All keys that one lookup reads. */
    Set<StoreKey> all() {
        Set<StoreKey> keys = new LinkedHashSet<>(List.of(generation, own, ownNegotiated));
        if (shares) {
            keys.add(shared);
            keys.add(sharedNegotiated);
        }
        return keys;
    }

    /** The keys of the responses that this caller may get. */
    Set<StoreKey> readable(Generation now) {
        Set<StoreKey> keys = new LinkedHashSet<>(List.of(own, ownNegotiated));
        if (takesPart(now)) {
            keys.add(shared);
            keys.add(sharedNegotiated);
        }
        return keys;
    }

    /**
     * The key under which a response is stored.
     *
     * @param share whether the service allows all callers in the organization to get it
     * @param vary the fields by which the response varies, in lower case
     */
    StoreKey place(boolean share, Set<String> vary, Generation now) {
        boolean negotiated = !vary.isEmpty() && NEGOTIATED.containsAll(vary);
        if (share && takesPart(now)) {
            return negotiated ? sharedNegotiated : shared;
        }
        return negotiated ? ownNegotiated : own;
    }

    /**
     * Whether the caller uses shared responses. Each caller without an organization has its own generation, so the
     * writes of one do not evict the shared responses of another. Such a caller uses shared responses only until its
     * first write.
     */
    private boolean takesPart(Generation now) {
        return shares && (organized || now.equals(Generation.NONE));
    }
}
