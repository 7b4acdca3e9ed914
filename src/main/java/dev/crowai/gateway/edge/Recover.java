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
 * Turns an unexpected exception into a 500 without details, and into one line of the {@link FaultLog} that names its
 * place.
 *
 * <p>It handles every {@link RuntimeException} and {@link Error}, including a stack overflow, after which the stack is
 * free again. Any other {@link VirtualMachineError} is thrown on, because the state of the process is then unknown.
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
