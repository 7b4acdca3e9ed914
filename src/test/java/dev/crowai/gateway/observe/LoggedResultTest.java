package dev.crowai.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.upstream.UpstreamException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operators search and alarm by these names. */
final class LoggedResultTest {
    private static final Map<Result, String> LOGGED = Map.ofEntries(
            Map.entry(new Result.Caller(new Identity.Unidentified()), "{'identity':'none'}"),
            Map.entry(new Result.ResolvedOrganization("o-1"), "{'organizationId':'o-1'}"),
            Map.entry(Result.Limit.ALLOWED, "{'limit':'allowed'}"),
            Map.entry(Result.Limit.REFUSED, "{'limit':'refused'}"),
            Map.entry(Result.Limit.OBSERVED, "{'limit':'observed'}"),
            Map.entry(Result.Limit.FALLBACK, "{'limit':'fallback'}"),
            Map.entry(Result.Cache.HIT, "{'cache':'hit'}"),
            Map.entry(Result.Cache.STALE, "{'cache':'stale'}"),
            Map.entry(Result.Cache.REVALIDATED, "{'cache':'revalidated'}"),
            Map.entry(Result.Cache.MISS, "{'cache':'miss'}"),
            Map.entry(Result.Cache.BYPASS, "{'cache':'bypass'}"),
            Map.entry(Result.Cache.STORE_FAILED, "{'cache':'store-failed'}"),
            Map.entry(Result.Eviction.SHARED, "{'eviction':'shared'}"),
            Map.entry(Result.Eviction.LOCAL, "{'eviction':'local'}"),
            Map.entry(new Result.UpstreamResponse(404), "{'upstreamStatus':404}"),
            Map.entry(
                    new Result.UpstreamFailure(UpstreamException.FailureKind.BROKEN_OFF),
                    "{'upstreamFailure':'BROKEN_OFF'}"),
            Map.entry(
                    new Result.LookupFailure("core-user-service", "status 500"),
                    "{'dependency':'core-user-service','dependencyFailure':'status 500'}"),
            Map.entry(new Result.CredentialFailure(CredentialKind.SESSION), "{'authFailure':'session'}"),
            Map.entry(new Result.CredentialFailure(CredentialKind.API_KEY), "{'authFailure':'api-key'}"),
            Map.entry(new Result.CredentialFailure(CredentialKind.JWT), "{'authFailure':'jwt'}"),
            Map.entry(new Result.CredentialFailure(CredentialKind.NONE), "{'authFailure':'none'}"),
            Map.entry(
                    Result.JwtFault.UNREADABLE,
                    "{'authFailureReason':'unreadable, or algorithm, key id, critical header or expiry'}"),
            Map.entry(Result.JwtFault.UNKNOWN_KEY, "{'authFailureReason':'unknown key'}"),
            Map.entry(Result.JwtFault.SIGNATURE, "{'authFailureReason':'signature'}"),
            Map.entry(Result.JwtFault.EXPIRED, "{'authFailureReason':'expired'}"),
            Map.entry(Result.JwtFault.CLAIMS, "{'authFailureReason':'claims'}"),
            Map.entry(Result.Degradation.LIMIT_STORE, "{'limitStore':'failed'}"),
            Map.entry(Result.Degradation.IDENTITY_STORE, "{'identityStore':'failed'}"),
            Map.entry(Result.Degradation.CACHE_STORE, "{'cacheStore':'failed'}"),
            Map.entry(Result.Degradation.CACHE_INVALIDATION, "{'cacheInvalidation':'failed'}"),
            Map.entry(Result.Degradation.ANONYMOUS_SESSION, "{'anonymousSession':'unavailable'}"),
            Map.entry(Result.Degradation.EVICTION_USER, "{'evictionUser':'unknown'}"),
            Map.entry(new Refusal.Stated("Route not found"), "{'refusal':'Route not found'}"),
            Map.entry(new Refusal.OverLimit("standard"), "{'refusal':'standard rate limit'}"),
            Map.entry(new Refusal.ByAccessRule("users"), "{'rule':'users','refusal':'access'}"),
            Map.entry(new Refusal.MalformedBody("users"), "{'rule':'users','refusal':'malformed body'}"),
            Map.entry(new Refusal.NotReady(List.of("table", "secrets")), "{'refusal':'not ready: table, secrets'}"),
            Map.entry(Refusal.Plain.ORIGIN, "{'refusal':'origin'}"),
            Map.entry(Refusal.Plain.FAULT, "{'refusal':'fault'}"),
            Map.entry(Refusal.Plain.RESPONSE_TOO_LARGE, "{'refusal':'response too large'}"));

    @Test
    void each_result_has_its_own_words() {
        assertThat(LOGGED)
                .allSatisfy((result, members) -> assertThat(logged(result)).isEqualTo(members.replace('\'', '"')));
    }

    @Test
    void every_value_of_an_enum_is_here() {
        assertThat(LOGGED.keySet())
                .contains(Result.Limit.values())
                .contains(Result.Cache.values())
                .contains(Result.Eviction.values())
                .contains(Result.JwtFault.values())
                .contains(Result.Degradation.values())
                .contains(Refusal.Plain.values());
    }

    @Test
    void a_long_text_is_cut() {
        String text = "x".repeat(10_000);

        for (Result result : List.of(
                new Result.ResolvedOrganization(text),
                new Result.LookupFailure(text, text),
                new Refusal.Stated(text),
                new Refusal.ByAccessRule(text),
                new Refusal.MalformedBody(text),
                new Refusal.NotReady(List.of(text)))) {
            assertThat(logged(result)).contains("x".repeat(200)).doesNotContain("x".repeat(257));
        }
    }

    private static String logged(Result result) {
        LogLine line = LogLine.begin(LogLevel.INFO, "request", Instant.EPOCH);
        LoggedResult.put(line, result);
        return line.json().replaceFirst("^.*?\"timestamp\":\"[^\"]*\",", "{");
    }
}
