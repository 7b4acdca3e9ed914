package dev.crowai.gateway.edge;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.observe.FaultLog;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Refusal;
import java.time.InstantSource;

/**
 * Turns a bug into a 500 that says nothing, and into one line of the {@link FaultLog} that says where it is.
 *
 * <p>Every {@link RuntimeException} and {@link Error} is recovered from, a stack overflow included: its stack is gone.
 * Any other {@link VirtualMachineError} passes, since then no promise about this process holds.
 */
public final class Recover implements Middleware {
    private final FaultLog faults;

    public Recover(LogSink log, InstantSource clock) {
        this.faults = new FaultLog(log, clock);
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        try {
            return next.handle(exchange);
        } catch (RuntimeException | Error fault) {
            if (isBeyondRecovery(fault)) {
                throw fault;
            }
            faults.write(exchange.requestId(), exchange.trace().id(), fault);
            return exchange.refuse(Problem.internalServerError(), Refusal.Plain.FAULT);
        }
    }

    private static boolean isBeyondRecovery(Throwable fault) {
        return fault instanceof VirtualMachineError && !(fault instanceof StackOverflowError);
    }
}
