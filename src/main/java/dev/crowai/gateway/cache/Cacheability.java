package dev.crowai.gateway.cache;

import dev.crowai.gateway.cache.Reuse.ForwardReason;
import dev.crowai.gateway.cache.Storing.Reason;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.route.Service.Caching;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The rules of RFC 9111 for this cache, which is a shared cache with separate keys for every caller. Pure. Where the
 * RFC leaves a choice, or a message contradicts itself, the cache stores less and reuses less.
 */
final class Cacheability {
    /** The longest time for which any response is stored. */
    static final Duration LONGEST_TTL = Duration.ofHours(24);

    /** The largest body, in bytes as the service sent it, that is stored with the default lifetime of the row. */
    static final int LARGEST_BY_DEFAULT = 64 * 1024;

    /** The highest age, in seconds, at which a response may replace an error when it has no {@code stale-if-error}. */
    static final long STALE_IF_ERROR_AGE = 3600;

    /** How long a stale response is stored for validation, in seconds. */
    private static final long VALIDATION_TTL_SECONDS = 3600;

    private static final Set<Integer> UNDERSTOOD = Set.of(200, 203, 204);
    private static final Set<Integer> FAILURES = Set.of(500, 502, 503, 504);

    /**
     * Fields that ask for a part of the response, or for a condition that only the service can check (RFC 9110 §13.1,
     * §14.2).
     */
    private static final List<String> BEYOND_THE_CACHE =
            List.of("Range", "If-Range", "If-Match", "If-Unmodified-Since");

    private Cacheability() {}

    /** The reason why the cache ignores a request, before anything is read; empty when the cache is used. */
    static Optional<ForwardReason> bypass(Request request, Caching caching) {
        if (!request.method().isRead()) {
            return Optional.of(ForwardReason.METHOD);
        }
        if (caching instanceof Caching.Never) {
            return Optional.of(ForwardReason.BYPASS);
        }
        boolean beyond = !request.body().isEmpty()
                || BEYOND_THE_CACHE.stream().anyMatch(request.headers()::has)
                || CacheControl.of(request.headers()).has("no-store");
        return beyond ? Optional.of(ForwardReason.REQUEST) : Optional.empty();
    }

    /**
     * Whether a stored response can be used (RFC 9111 §4).
     *
     * @param stored the responses stored for this caller and URI, of any generation
     * @param generation the current generation
     */
    static Reuse reuse(
            Instant now, Request request, List<StoredResponse> stored, Generation generation, Caching caching) {
        if (stored.isEmpty()) {
            return new Reuse.Miss(ForwardReason.URI_MISS);
        }
        List<StoredResponse> present = stored.stream()
                .filter(candidate -> candidate.generation().equals(generation))
                .toList();
        if (present.isEmpty()) {
            return new Reuse.Miss(ForwardReason.MISS);
        }
        return present.stream()
                .filter(candidate -> candidate.isSelectedBy(request.headers()))
                .max(Comparator.comparing(StoredResponse::received))
                .map(candidate -> reuse(now, request, candidate, caching))
                .orElseGet(() -> new Reuse.Miss(ForwardReason.VARY_MISS));
    }

    private static Reuse reuse(Instant now, Request request, StoredResponse stored, Caching caching) {
        ResponsePolicy policy = ResponsePolicy.of(stored.headers(), caching, stored.received());
        CacheControl requested = CacheControl.of(request.headers());
        long age = stored.age(now);
        long ttl = policy.lifetime().orElse(0) - age;
        if (requiresNewer(request, requested, age, ttl)) {
            return new Reuse.Validate(stored, ForwardReason.REQUEST);
        }
        if (policy.noCache()) {
            return new Reuse.Validate(stored, ForwardReason.STALE);
        }
        boolean acceptsStale = !policy.neverStale() && -ttl <= acceptedStaleSeconds(requested);
        return ttl > 0 || acceptsStale
                ? new Reuse.Hit(stored, age, ttl)
                : new Reuse.Validate(stored, ForwardReason.STALE);
    }

    /**
     * Whether the request demands a newer response than the stored one (RFC 9111 §5.2.1.1, §5.2.1.3, §5.2.1.4, §5.4).
     */
    private static boolean requiresNewer(Request request, CacheControl requested, long age, long ttl) {
        if (requested.has("no-cache")
                || (!request.headers().has("Cache-Control")
                        && CacheControl.ofPragma(request.headers()).has("no-cache"))) {
            return true;
        }
        OptionalLong maxAge = requested.least("max-age");
        if (maxAge.isPresent() && (maxAge.getAsLong() == 0 || age > maxAge.getAsLong())) {
            return true;
        }
        OptionalLong minFresh = requested.most("min-fresh");
        return minFresh.isPresent() && ttl < minFresh.getAsLong();
    }

    /**
     * How many seconds after its lifetime the client accepts a response; below zero when it accepts no stale response
     * (RFC 9111 §5.2.1.2).
     */
    private static long acceptedStaleSeconds(CacheControl requested) {
        return requested.isBare("max-stale")
                ? CacheControl.LONGEST
                : requested.least("max-stale").orElse(-1);
    }

    /** Whether the response is a failure of the service (RFC 5861 §4). */
    static boolean isFailure(Response response) {
        return FAILURES.contains(response.status());
    }

    /** Whether a stored response may replace a failure of the service (SPEC "Response cache", RFC 5861 §4). */
    static boolean coversFailure(Instant now, Request request, StoredResponse stored, Caching caching) {
        ResponsePolicy policy = ResponsePolicy.of(stored.headers(), caching, stored.received());
        long age = stored.age(now);
        long ttl = policy.lifetime().orElse(0) - age;
        if (requiresNewer(request, CacheControl.of(request.headers()), age, ttl)) {
            return false;
        }
        if (policy.staleIfError().isPresent()) {
            long seconds = policy.staleIfError().getAsLong();
            return seconds > 0 && -ttl <= seconds;
        }
        return !policy.neverStale() && age <= STALE_IF_ERROR_AGE;
    }

    /**
     * Whether a response may be stored, for whom and for how long (RFC 9111 §3).
     *
     * @param caller who sent the request. For an anonymous caller, only a response that the service calls shared is
     *     stored, because all clients of one network are the same anonymous caller
     */
    static Storing storing(
            Request request, Response response, StoredResponse stored, Caching caching, Identity caller) {
        ResponsePolicy policy = ResponsePolicy.of(stored.headers(), caching, stored.received());
        Set<String> vary = Vary.of(response.headers());
        Optional<Reason> reason =
                notStorable(request, response, policy, vary).or(() -> notByDefault(response, policy, caller));
        if (reason.isPresent()) {
            return new Storing.DoNotStore(reason.get());
        }
        Duration ttl = ttl(policy, stored);
        return ttl.isZero()
                ? new Storing.DoNotStore(Reason.OF_NO_USE)
                : new Storing.Store(policy.shared() && !Vary.isPersonal(vary), vary, ttl);
    }

    private static Optional<Reason> notStorable(
            Request request, Response response, ResponsePolicy policy, Set<String> vary) {
        if (request.method() != Method.GET) {
            return Optional.of(Reason.METHOD);
        }
        if (!UNDERSTOOD.contains(response.status()) || response.headers().has("Content-Range")) {
            return Optional.of(Reason.STATUS);
        }
        if (isEventStream(response)) {
            return Optional.of(Reason.EVENT_STREAM);
        }
        if (response.headers().has("Set-Cookie") || response.headers().has("Set-Cookie2")) {
            return Optional.of(Reason.SET_COOKIE);
        }
        if (policy.noStore()) {
            return Optional.of(Reason.NO_STORE);
        }
        if (policy.isPrivate()) {
            return Optional.of(Reason.PRIVATE);
        }
        if (!Vary.isSelectable(vary)) {
            return Optional.of(Reason.VARY);
        }
        return policy.lifetime().isPresent() ? Optional.empty() : Optional.of(Reason.NO_LIFETIME);
    }

    private static Optional<Reason> notByDefault(Response response, ResponsePolicy policy, Identity caller) {
        if (caller instanceof Identity.Anonymous && !policy.shared()) {
            return Optional.of(Reason.ANONYMOUS);
        }
        return policy.byDefault() && response.body().length() > LARGEST_BY_DEFAULT
                ? Optional.of(Reason.LARGE_BY_DEFAULT)
                : Optional.empty();
    }

    /** Compares the media type and ignores its parameters (RFC 9110 §8.3.1). */
    private static boolean isEventStream(Response response) {
        return response.header("Content-Type")
                .filter(type -> type.split(";", 2)[0].strip().equalsIgnoreCase("text/event-stream"))
                .isPresent();
    }

    /** How long the response can be reused, validated or replace an error, plus one second for rounding. */
    private static Duration ttl(ResponsePolicy policy, StoredResponse stored) {
        long left = policy.lifetime().orElse(0) - stored.initialAge();
        long fresh = policy.noCache() ? 0 : left;
        long validated = stored.hasValidator() ? Math.max(left, 0) + VALIDATION_TTL_SECONDS : 0;
        long onError = policy.staleIfError().isPresent()
                ? left + policy.staleIfError().getAsLong()
                : policy.neverStale() ? 0 : STALE_IF_ERROR_AGE - stored.initialAge();
        long seconds = Math.max(Math.max(fresh, validated), Math.max(onError, 0));
        return seconds <= 0 ? Duration.ZERO : Duration.ofSeconds(Math.min(seconds + 1, LONGEST_TTL.toSeconds()));
    }
}
