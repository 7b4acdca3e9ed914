package dev.crowai.gateway.cache;

import dev.crowai.gateway.cache.Reuse.OriginFetch;
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
    static final Duration LONGEST_KEPT = Duration.ofHours(24);

    /** The largest body, in bytes as the service sent it, that is stored with the default lifetime of the row. */
    static final int LARGEST_BY_DEFAULT = 64 * 1024;

    /** The highest age, in seconds, at which a response may replace an error when it has no {@code stale-if-error}. */
    static final long STALE_IF_ERROR_AGE = 3600;

    /** How long a stale response is stored for validation, in seconds. */
    private static final long KEPT_TO_VALIDATE = 3600;

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
    static Optional<OriginFetch> bypass(Request request, Caching caching) {
        if (!request.method().isRead()) {
            return Optional.of(OriginFetch.METHOD);
        }
        if (caching instanceof Caching.Never) {
            return Optional.of(OriginFetch.BYPASS);
        }
        boolean beyond = !request.body().isEmpty()
                || BEYOND_THE_CACHE.stream().anyMatch(request.headers()::has)
                || CacheControl.of(request.headers()).has("no-store");
        return beyond ? Optional.of(OriginFetch.REQUEST) : Optional.empty();
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
            return new Reuse.Miss(OriginFetch.URI_MISS);
        }
        List<StoredResponse> present = stored.stream()
                .filter(answer -> answer.generation().equals(generation))
                .toList();
        if (present.isEmpty()) {
            return new Reuse.Miss(OriginFetch.MISS);
        }
        return present.stream()
                .filter(answer -> answer.isSelectedBy(request.headers()))
                .max(Comparator.comparing(StoredResponse::received))
                .map(answer -> reuse(now, request, answer, caching))
                .orElseGet(() -> new Reuse.Miss(OriginFetch.VARY_MISS));
    }

    private static Reuse reuse(Instant now, Request request, StoredResponse stored, Caching caching) {
        AnswerPolicy policy = AnswerPolicy.of(stored.headers(), caching, stored.received());
        CacheControl wish = CacheControl.of(request.headers());
        long age = stored.age(now);
        long ttl = policy.lifetime().orElse(0) - age;
        if (insistsOnNews(request, wish, age, ttl)) {
            return new Reuse.Validate(stored, OriginFetch.REQUEST);
        }
        if (policy.noCache()) {
            return new Reuse.Validate(stored, OriginFetch.STALE);
        }
        boolean takesStale = !policy.neverStale() && -ttl <= staleTaken(wish);
        return ttl > 0 || takesStale ? new Reuse.Hit(stored, age, ttl) : new Reuse.Validate(stored, OriginFetch.STALE);
    }

    /**
     * Whether the request demands a newer response than the stored one (RFC 9111 §5.2.1.1, §5.2.1.3, §5.2.1.4, §5.4).
     */
    private static boolean insistsOnNews(Request request, CacheControl wish, long age, long ttl) {
        if (wish.has("no-cache")
                || (!request.headers().has("Cache-Control")
                        && CacheControl.ofPragma(request.headers()).has("no-cache"))) {
            return true;
        }
        OptionalLong maxAge = wish.least("max-age");
        if (maxAge.isPresent() && (maxAge.getAsLong() == 0 || age > maxAge.getAsLong())) {
            return true;
        }
        OptionalLong minFresh = wish.most("min-fresh");
        return minFresh.isPresent() && ttl < minFresh.getAsLong();
    }

    /**
     * How many seconds after its lifetime the client accepts a response; below zero when it accepts no stale response
     * (RFC 9111 §5.2.1.2).
     */
    private static long staleTaken(CacheControl wish) {
        return wish.isBare("max-stale")
                ? CacheControl.LONGEST
                : wish.least("max-stale").orElse(-1);
    }

    /** Whether the response is a failure of the service (RFC 5861 §4). */
    static boolean isFailure(Response answer) {
        return FAILURES.contains(answer.status());
    }

    /** Whether a stored response may replace a failure of the service (SPEC "Response cache", RFC 5861 §4). */
    static boolean coversFailure(Instant now, Request request, StoredResponse stored, Caching caching) {
        AnswerPolicy policy = AnswerPolicy.of(stored.headers(), caching, stored.received());
        long age = stored.age(now);
        long ttl = policy.lifetime().orElse(0) - age;
        if (insistsOnNews(request, CacheControl.of(request.headers()), age, ttl)) {
            return false;
        }
        if (policy.staleIfError().isPresent()) {
            return -ttl <= policy.staleIfError().getAsLong();
        }
        return !policy.neverStale() && age <= STALE_IF_ERROR_AGE;
    }

    /**
     * Whether a response may be stored, for whom and for how long (RFC 9111 §3).
     *
     * @param caller who sent the request. For an anonymous caller, only a response that the service calls shared is
     *     stored, because all clients of one network are the same anonymous caller
     */
    static Storing storing(Request request, Response answer, StoredResponse kept, Caching caching, Identity caller) {
        AnswerPolicy policy = AnswerPolicy.of(kept.headers(), caching, kept.received());
        Set<String> vary = Vary.of(answer.headers());
        Optional<Reason> reason =
                notStorable(request, answer, policy, vary).or(() -> notByDefault(answer, policy, caller));
        if (reason.isPresent()) {
            return new Storing.DoNotStore(reason.get());
        }
        Duration keep = useful(policy, kept);
        return keep.isZero()
                ? new Storing.DoNotStore(Reason.OF_NO_USE)
                : new Storing.Store(policy.shared() && !Vary.isPersonal(vary), vary, keep);
    }

    private static Optional<Reason> notStorable(
            Request request, Response answer, AnswerPolicy policy, Set<String> vary) {
        if (request.method() != Method.GET) {
            return Optional.of(Reason.METHOD);
        }
        if (!UNDERSTOOD.contains(answer.status()) || answer.headers().has("Content-Range")) {
            return Optional.of(Reason.STATUS);
        }
        if (isEventStream(answer)) {
            return Optional.of(Reason.EVENT_STREAM);
        }
        if (answer.headers().has("Set-Cookie") || answer.headers().has("Set-Cookie2")) {
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

    private static Optional<Reason> notByDefault(Response answer, AnswerPolicy policy, Identity caller) {
        if (caller instanceof Identity.Anonymous && !policy.shared()) {
            return Optional.of(Reason.ANONYMOUS);
        }
        return policy.byDefault() && answer.body().length() > LARGEST_BY_DEFAULT
                ? Optional.of(Reason.LARGE_BY_DEFAULT)
                : Optional.empty();
    }

    /** Compares the media type and ignores its parameters (RFC 9110 §8.3.1). */
    private static boolean isEventStream(Response answer) {
        return answer.header("Content-Type")
                .filter(type -> type.split(";", 2)[0].strip().equalsIgnoreCase("text/event-stream"))
                .isPresent();
    }

    /** How long the response can be reused, validated or replace an error, plus one second for rounding. */
    private static Duration useful(AnswerPolicy policy, StoredResponse kept) {
        long left = policy.lifetime().orElse(0) - kept.initialAge();
        long fresh = policy.noCache() ? 0 : left;
        long validated = kept.hasValidator() ? Math.max(left, 0) + KEPT_TO_VALIDATE : 0;
        long standIn = policy.staleIfError().isPresent()
                ? left + policy.staleIfError().getAsLong()
                : policy.neverStale() ? 0 : STALE_IF_ERROR_AGE - kept.initialAge();
        long seconds = Math.max(Math.max(fresh, validated), Math.max(standIn, 0));
        return seconds <= 0 ? Duration.ZERO : Duration.ofSeconds(Math.min(seconds + 1, LONGEST_KEPT.toSeconds()));
    }
}
