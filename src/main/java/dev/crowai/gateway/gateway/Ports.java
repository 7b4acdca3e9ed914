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
 * Everything outside the process, and everything that is not the same twice, that the gateway needs.
 *
 * @param upstream the way to the services
 * @param secrets the keys as they are now
 * @param store what all instances share: remembered identities and stored answers
 * @param counters what all instances count requests in
 * @param checks what {@code /ready} asks, by the name that it shows
 * @param clock what time it is
 * @param nanoTime a clock for durations, in nanoseconds
 * @param random cryptographically strong
 * @param executor runs what goes on beside a request, each task on a thread of its own
 * @param log where lines go, whatever their level
 * @param logMembers members that every access-log line carries
 * @param coldStart whether a request is the first of its process; asked once a request
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
