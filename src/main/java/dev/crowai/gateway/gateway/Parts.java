package dev.crowai.gateway.gateway;

import dev.crowai.gateway.lookup.HttpIdentityService;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.observe.AccessLog;
import dev.crowai.gateway.observe.Metrics;
import dev.crowai.gateway.pages.Docs;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.ratelimit.RateLimiter;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.remember.Evictions;
import dev.crowai.gateway.remember.RememberedIdentities;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.upstream.Upstream;
import java.util.Arrays;
import java.util.List;

/** The larger parts of a {@link Gateway}, made from settings and ports. */
final class Parts {
    /** The most clients that an instance counts alone while the store fails. */
    private static final int MOST_COUNTED_ALONE = 10_000;

    private Parts() {}

    static IdentityService identities(
            Settings settings, Ports ports, Upstream upstream, KeyValueStore store, Evictions evictions) {
        Services services = settings.services();
        IdentityService asked = new HttpIdentityService(
                services.auth().at(settings.authServiceUrl()),
                services.organizations(),
                services.users(),
                upstream,
                ports.secrets(),
                ports.executor());
        return new RememberedIdentities(asked, store, evictions, ports.secrets(), ports.clock(), ports.random());
    }

    /** The access log. In AWS the line of a request contains its metrics, so lines of every level are written. */
    static Middleware accessLog(Environment environment, Ports ports, LogSink atLevel) {
        boolean local = environment == Environment.LOCAL;
        return new AccessLog(
                local ? atLevel : ports.log(),
                ports.clock(),
                ports.logMembers(),
                ports.coldStart(),
                local ? Metrics.spans() : Metrics.embedded(environment.toString()));
    }

    static RateLimiter limiter(Settings settings, Ports ports, Counters counters, LogSink log) {
        return new RateLimiter(
                settings.limits(),
                counters,
                new InMemoryStore(ports.clock(), MOST_COUNTED_ALONE),
                ports.clock(),
                ports.executor(),
                new LimitLog(log, ports.clock()));
    }

    static List<Docs.LimitRow> explained(Limits limits) {
        if (limits.mode() == RateLimitMode.OFF) {
            return List.of();
        }
        return Arrays.stream(Policy.values())
                .map(policy -> new Docs.LimitRow(
                        policy.label(),
                        switch (policy) {
                            case PUBLIC -> "the gateway's own pages";
                            case STANDARD -> "services, callers that are not known";
                            case CALLER -> "services, each known caller at an address";
                            case INGEST -> "ingest and cctv";
                            case AUTHENTICATION -> "auth and better-auth, methods that write";
                            case AUTHENTICATION_READ -> "auth and better-auth, GET and HEAD";
                            case FAILED_CREDENTIALS -> "lookups of invalid session cookies, and of invalid API keys";
                        },
                        limits.quota(policy).limit(),
                        limits.quota(policy).windowSeconds()))
                .toList();
    }
}
