package dev.crowai.gateway.observe;

import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.pipeline.Result;
import java.util.Locale;

/**
 * The members of the log line for each {@link Result}. Operators search for these names and values and base alarms on
 * them.
 */
final class LoggedResult {
    /** The most characters of a value; longer text is cut. */
    static final int MOST_CHARACTERS = 256;

    private LoggedResult() {}

    /** Adds the members of a result to a line. */
    static void put(LogLine line, Result result) {
        switch (result) {
            case Result.Caller(var identity) -> line.put("identity", identity.kind());
            case Result.ResolvedOrganization(String id) -> line.put("organizationId", cut(id));
            case Result.Limit limit -> line.put("limit", label(limit));
            case Result.Cache cache -> line.put("cache", label(cache));
            case Result.Eviction eviction -> line.put("eviction", label(eviction));
            case Result.UpstreamResponse(int status) -> line.put("upstreamStatus", status);
            case Result.UpstreamFailure(var kind) -> line.put("upstreamFailure", kind.name());
            case Result.LookupFailure(String service, String reason) ->
                line.put("dependency", cut(service)).put("dependencyFailure", cut(reason));
            case Result.CredentialFailure(var kind) -> line.put("authFailure", kind.label());
            case Result.JwtFault fault -> line.put("authFailureReason", reason(fault));
            case Refusal refusal -> put(line, refusal);
            case Result.Degradation degradation -> put(line, degradation);
        }
    }

    private static void put(LogLine line, Refusal refusal) {
        switch (refusal) {
            case Refusal.Stated(String message) -> line.put("refusal", cut(message));
            case Refusal.OverLimit(String policy) -> line.put("refusal", policy + " rate limit");
            case Refusal.ByAccessRule(String rule) ->
                line.put("rule", cut(rule)).put("refusal", "access");
            case Refusal.MalformedBody(String rule) ->
                line.put("rule", cut(rule)).put("refusal", "malformed body");
            case Refusal.NotReady(var failed) -> line.put("refusal", cut("not ready: " + String.join(", ", failed)));
            case Refusal.Plain plain ->
                line.put(
                        "refusal",
                        switch (plain) {
                            case ORIGIN -> "origin";
                            case FAULT -> "fault";
                            case RESPONSE_TOO_LARGE -> "response too large";
                        });
        }
    }

    private static void put(LogLine line, Result.Degradation degradation) {
        LogLine _ = switch (degradation) {
            case LIMIT_STORE -> line.put("limitStore", "failed");
            case IDENTITY_STORE -> line.put("identityStore", "failed");
            case CACHE_STORE -> line.put("cacheStore", "failed");
            case CACHE_INVALIDATION -> line.put("cacheInvalidation", "failed");
            case ANONYMOUS_SESSION -> line.put("anonymousSession", "unavailable");
            case EVICTION_USER -> line.put("evictionUser", "unknown");
        };
    }

    private static String reason(Result.JwtFault fault) {
        return switch (fault) {
            case UNREADABLE -> "unreadable, or algorithm, key id, critical header or expiry";
            case UNKNOWN_KEY -> "unknown key";
            case SIGNATURE -> "signature";
            case EXPIRED -> "expired";
            case CLAIMS -> "claims";
        };
    }

    /** The name of a constant in lower case with hyphens: {@code STORE_FAILED} becomes {@code store-failed}. */
    private static String label(Enum<?> result) {
        return result.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
    }
}
