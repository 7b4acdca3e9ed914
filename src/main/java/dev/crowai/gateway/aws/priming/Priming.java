package dev.crowai.gateway.aws.priming;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.pipeline.LogEvent;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.pipeline.LogSink;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * Runs before a snapshot is taken, so that the first request after a restore finds its code loaded. It runs every
 * pipeline of the gateway and every kind of outside call. It uses its own gateway and its own clients, which are
 * dropped afterwards. The real table is read once. Nothing real is written, and no service is called.
 */
public final class Priming {
    /**
     * The number of rounds. The cost of a first request is loading its classes; ten times as many rounds did not make
     * it faster.
     */
    private static final int ROUNDS = 20;

    private static final int CALLS = 10;

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
