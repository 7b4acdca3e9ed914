package dev.crowai.gateway.gateway;

import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.pages.BuiltInPages;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.upstream.Upstream;
import java.time.InstantSource;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Everything outside the process that the gateway uses, and everything that is random or depends on the time.
 *
 * @param upstream calls the services
 * @param secrets the current keys
 * @param store the store of all instances, with remembered identities and stored responses
 * @param counters the counters of all instances
 * @param checks the checks of {@code /ready}, by the names in its response
 * @param clock the current time
 * @param nanoTime a clock for durations, in nanoseconds
 * @param random cryptographically strong
 * @param executor runs work at the same time as a request, each task on its own thread
 * @param log receives lines of every level
 * @param logMembers members of every access-log line
 * @param coldStart whether a request is the first one of its process; called once for each request
 */
public record Ports(
        Upstream upstream,
        Supplier<PlatformSecrets> secrets,
        KeyValueStore store,
        Counters counters,
        SequencedMap<String, BuiltInPages.ReadinessCheck> checks,
        InstantSource clock,
        LongSupplier nanoTime,
        RandomGenerator random,
        Executor executor,
        LogSink log,
        Map<String, String> logMembers,
        BooleanSupplier coldStart) {}
