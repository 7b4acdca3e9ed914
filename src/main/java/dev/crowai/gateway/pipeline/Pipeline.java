package dev.crowai.gateway.pipeline;

import java.util.List;

/** Steps in order, the outermost first: {@code Pipeline.of(a, b, c).to(forward)}. */
public final class Pipeline {
    private final List<Middleware> steps;

    private Pipeline(List<Middleware> steps) {
        this.steps = steps;
    }

    public static Pipeline of(Middleware... steps) {
        return new Pipeline(List.of(steps));
    }

    /** The complete chain as one handler. It is composed once, not for each request. */
    public Handler to(Handler end) {
        Handler chain = end;
        for (Middleware step : steps.reversed()) {
            chain = step.around(chain);
        }
        return chain;
    }
}
