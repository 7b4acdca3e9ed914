package dev.crowai.gateway.aws.priming;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.pipeline.LogEvent;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.upstream.JdkUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Runs before a snapshot is taken, so that the first request after a restore finds its code loaded. It runs every
 * pipeline of the gateway and every kind of outside call. It uses its own gateway and its own clients, which are
 * dropped afterwards. The real table is read once. Nothing real is written, and no service is called.
 */
public final class Priming {
    /** Rounds without an outside call. The JVM compiles a method at about its 200th call; 250 rounds were not faster. */
    private static final int ROUNDS = 100;

    /** Rounds in which the gateway is connected to the real clients. Each round makes about 60 calls. */
    private static final int CONNECTED_ROUNDS = 25;

    private static final int CALLS = 10;

    /** The rounds of one gateway end after this time, because a start must not take long on a small part of a core. */
    private static final Duration MOST_TIME = Duration.ofSeconds(3);

    /** One step of the priming. */
    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    private final Settings settings;
    private final PrimingClients clients;
    private final InstantSource clock;
    private final Executor executor;
    private final LogSink log;

    public Priming(Settings settings, AwsClients clients, InstantSource clock, Executor executor, LogSink log) {
        this.settings = settings;
        this.clients = new PrimingClients(clients, clock, executor);
        this.clock = clock;
        this.executor = executor;
        this.log = log;
    }

    /** Runs all steps. A step that fails is logged and skipped; the first request is then slower, but correct. */
    public void run() {
        attempt("gateway", this::gateway);
        attempt("clients", this::clients);
        attempt("connected", this::connected);
        attempt("table", () -> clients.readTable(settings));
    }

    private void gateway() throws Exception {
        run(PrimingGateway.inMemory(settings, clock, executor), ROUNDS);
    }

    private void connected() throws Exception {
        try (PrimingServer server = PrimingServer.start();
                JdkUpstream upstream = new JdkUpstream(clock);
                DynamoDbClient table = PrimingClients.table(server)) {
            DynamoDbStore store = clients.store(table);
            run(
                    PrimingGateway.connected(settings, upstream, store, server.uri("http"), clock, executor),
                    CONNECTED_ROUNDS);
        }
    }

    private static void run(PrimingGateway gateway, int rounds) throws IOException {
        long end = System.nanoTime() + MOST_TIME.toNanos();
        for (int round = 0; round < rounds && System.nanoTime() - end < 0; round++) {
            var _ = gateway.round(round);
        }
    }

    private void clients() throws Exception {
        try (PrimingServer server = PrimingServer.start()) {
            clients.callServices(server, CALLS);
            clients.callAws(server, CALLS);
        }
    }

    private void attempt(String what, Step step) {
        try {
            step.run();
        } catch (Exception | LinkageError failure) {
            ObjectNode event = LogEvent.begin(LogLevel.WARN, "notPrimed", clock.instant());
            event.put("what", what);
            event.put("cause", failure.getClass().getSimpleName());
            log.line(event.toString());
        }
    }
}
