package dev.crowai.gateway.aws.priming;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.pipeline.LogEvent;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.pipeline.LogSink;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What is done before a snapshot is taken, so that the first request after a restore finds its code loaded: every
 * way through the gateway and every call to the outside, in a gateway and with clients of their own,
 * none of which outlives it. The real table is read once; nothing real is written, and no service is asked.
 */
public final class Priming {
    /** What a first request costs is loading its classes; ten times as many rounds make the next one no faster. */
    private static final int ROUNDS = 20;

    private static final int CALLS = 10;

    /** One thing to run. */
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

    /** Runs everything. What fails is logged and left out: a version without it is slower at first, not wrong. */
    public void run() {
        attempt("gateway", this::gateway);
        attempt("clients", this::clients);
        attempt("table", () -> clients.readTable(settings));
    }

    private void gateway() throws Exception {
        PrimingGateway gateway = new PrimingGateway(settings, clock, executor);
        for (int round = 0; round < ROUNDS; round++) {
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
