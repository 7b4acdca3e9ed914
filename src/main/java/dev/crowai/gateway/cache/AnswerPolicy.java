package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.route.Service.Caching;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a service says about the storing of one answer, and what its row of the catalogue says where it is silent
 * (RFC 9111 §4.2.1, §5.2.2). A valid {@code CDN-Cache-Control} stands in place of {@code Cache-Control} and {@code
 * Expires} (RFC 9213 §2.2), and the service is then not silent. All times in seconds.
 *
 * @param lifetime how long the answer is fresh; empty when nothing gives a lifetime
 * @param byDefault whether that lifetime is the row's default, since the service gave none
 * @param noStore {@code no-store}. {@code must-understand} does not lift it: the statuses stored are understood anyway
 * @param isPrivate {@code private}, with fields or without
 * @param shared whether everybody in the organization may get it (RFC 9111 §3.5, but for {@code must-revalidate})
 * @param noCache {@code no-cache}, with fields or without: no use without asking
 * @param neverStale whether no request can ask for it once it is stale (RFC 9111 §4.2.4)
 * @param staleIfError how long after its lifetime it covers for a failing service, where it says so (RFC 5861 §4)
 */
record AnswerPolicy(
        OptionalLong lifetime,
        boolean byDefault,
        boolean noStore,
        boolean isPrivate,
        boolean shared,
        boolean noCache,
        boolean neverStale,
        OptionalLong staleIfError) {

    static AnswerPolicy of(Headers answer, Caching caching, Instant received) {
        Optional<CacheControl> targeted = CacheControl.targeted(answer);
        CacheControl control = targeted.orElseGet(() -> CacheControl.of(answer));
        OptionalLong explicit = targeted.isPresent() || !(caching instanceof Caching.Default)
                ? lifetime(control)
                : firstPresent(lifetime(control), expires(answer, received));
        OptionalLong silent = targeted.isEmpty() && caching instanceof Caching.Default row
                ? OptionalLong.of(row.seconds())
                : OptionalLong.empty();
        boolean sharedLifetime = control.has("s-maxage");
        boolean noCache = control.has("no-cache");
        return new AnswerPolicy(
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

    private static OptionalLong expires(Headers answer, Instant received) {
        return answer.has("Expires") ? OptionalLong.of(untilExpires(answer, received)) : OptionalLong.empty();
    }

    private static OptionalLong firstPresent(OptionalLong one, OptionalLong other) {
        return one.isPresent() ? one : other;
    }

    /** From {@code Date} to the earliest {@code Expires}; 0 when either is no date (RFC 9111 §5.3). */
    private static long untilExpires(Headers answer, Instant received) {
        Instant date = date(answer, received).orElse(received);
        return answer.all("Expires").stream()
                .map(text -> HttpDate.parse(text, received))
                .mapToLong(
                        expires -> expires.map(at -> Duration.between(date, at).toSeconds())
                                .orElse(0L))
                .map(seconds -> Math.clamp(seconds, 0, CacheControl.LONGEST))
                .min()
                .orElse(0);
    }

    /** When the service made the answer, if it says so. */
    static Optional<Instant> date(Headers answer, Instant received) {
        return answer.first("Date").flatMap(text -> HttpDate.parse(text, received));
    }

    /**
     * How old an answer was on arrival, in seconds (RFC 9111 §4.2.3). Of several {@code Age} values the first counts,
     * and one that is no number does not (§5.1).
     */
    static long initialAge(Headers answer, Instant asked, Instant received) {
        long apparent = date(answer, received)
                .map(date -> Duration.between(date, received).toSeconds())
                .orElse(0L);
        long delay = Duration.between(asked, received).toSeconds();
        long said = answer.joined("Age")
                .map(text -> CacheControl.seconds(text.split(",", 2)[0].strip(), 0))
                .orElse(0L);
        return Math.clamp(Math.max(apparent, said + Math.max(delay, 0)), 0, CacheControl.LONGEST);
    }
}
