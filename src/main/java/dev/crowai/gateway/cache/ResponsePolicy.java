package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.route.Service.Caching;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a response may be stored and used, from the fields of the response and, where they give no lifetime, from
 * the service's row in the catalogue (RFC 9111 §4.2.1, §5.2.2). A valid {@code CDN-Cache-Control} replaces {@code
 * Cache-Control} and {@code Expires} (RFC 9213 §2.2); the row's default then does not apply. All times are in seconds.
 *
 * @param lifetime how long the response is fresh, in seconds; empty when neither the response nor the row gives a
 *     lifetime
 * @param byDefault whether the lifetime is the default of the row, because the response gave none
 * @param noStore whether {@code no-store} is set. {@code must-understand} does not change it, because the gateway
 *     understands all statuses that it stores
 * @param isPrivate whether {@code private} is set, with or without field names
 * @param shared whether all callers in the organization may get the response (RFC 9111 §3.5, except {@code
 *     must-revalidate})
 * @param noCache whether {@code no-cache} is set, with or without field names: the response is never used without
 *     validation
 * @param neverStale whether the response is never used when stale, even if a request allows it (RFC 9111 §4.2.4)
 * @param staleIfError how many seconds after its lifetime the response may replace an error of the service; empty when
 *     the response does not say (RFC 5861 §4)
 */
record ResponsePolicy(
        OptionalLong lifetime,
        boolean byDefault,
        boolean noStore,
        boolean isPrivate,
        boolean shared,
        boolean noCache,
        boolean neverStale,
        OptionalLong staleIfError) {

    static ResponsePolicy of(Headers response, Caching caching, Instant received) {
        Optional<CacheControl> targeted = CacheControl.targeted(response);
        CacheControl control = targeted.orElseGet(() -> CacheControl.of(response));
        OptionalLong explicit = targeted.isPresent() || !(caching instanceof Caching.Default)
                ? lifetime(control)
                : firstPresent(lifetime(control), expires(response, received));
        OptionalLong silent = targeted.isEmpty() && caching instanceof Caching.Default row
                ? OptionalLong.of(row.seconds())
                : OptionalLong.empty();
        boolean sharedLifetime = control.has("s-maxage");
        boolean noCache = control.has("no-cache");
        return new ResponsePolicy(
                firstPresent(explicit, silent),
                explicit.isEmpty() && silent.isPresent(),
                control.has("no-store"),
                control.has("private"),
                control.has("public") || sharedLifetime,
                noCache,
                noCache || sharedLifetime || control.has("must-revalidate") || control.has("proxy-revalidate"),
                control.least("stale-if-error"));
    }

    private static OptionalLong lifetime(CacheControl control) {
        return firstPresent(control.least("s-maxage"), control.least("max-age"));
    }

    private static OptionalLong expires(Headers response, Instant received) {
        return response.has("Expires") ? OptionalLong.of(untilExpires(response, received)) : OptionalLong.empty();
    }

    private static OptionalLong firstPresent(OptionalLong one, OptionalLong other) {
        return one.isPresent() ? one : other;
    }

    /**
     * The time from {@code Date} to the earliest {@code Expires}, in seconds; 0 when either date is invalid (RFC 9111
     * §5.3).
     */
    private static long untilExpires(Headers response, Instant received) {
        Instant date = date(response, received).orElse(received);
        return response.all("Expires").stream()
                .map(text -> HttpDate.parse(text, received))
                .mapToLong(
                        expires -> expires.map(at -> Duration.between(date, at).toSeconds())
                                .orElse(0L))
                .map(seconds -> Math.clamp(seconds, 0, CacheControl.LONGEST))
                .min()
                .orElse(0);
    }

    /** The {@code Date} of a response; empty when it is absent or invalid. */
    static Optional<Instant> date(Headers response, Instant received) {
        return response.first("Date").flatMap(text -> HttpDate.parse(text, received));
    }

    /**
     * The age of a response when it was received, in seconds (RFC 9111 §4.2.3). If there are several {@code Age}
     * values, the first counts; an invalid value is ignored (§5.1).
     */
    static long initialAge(Headers response, Instant asked, Instant received) {
        long apparent = date(response, received)
                .map(date -> Duration.between(date, received).toSeconds())
                .orElse(0L);
        long delay = Duration.between(asked, received).toSeconds();
        long said = response.joined("Age")
                .map(text -> CacheControl.seconds(text.split(",", 2)[0].strip(), 0))
                .orElse(0L);
        return Math.clamp(Math.max(apparent, said + Math.max(delay, 0)), 0, CacheControl.LONGEST);
    }
}
