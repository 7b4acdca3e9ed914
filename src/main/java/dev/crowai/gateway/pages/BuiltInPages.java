package dev.crowai.gateway.pages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Refusal;
import dev.crowai.gateway.route.Route;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The pages that the gateway answers itself (SPEC "Pipelines"). Nobody keeps them; HEAD gets them without a body. */
public final class BuiltInPages implements Handler {
    private static final Duration MOST_PER_CHECK = Duration.ofSeconds(2);

    /** Something that the gateway cannot do without. */
    @FunctionalInterface
    public interface Check {

        /**
         * Whether it works now.
         *
         * @param timeout when the answer is of no more use; the check keeps to it
         * @throws Exception counts as no
         */
        boolean passes(Duration timeout) throws Exception;
    }

    private final InstantSource clock;
    private final SequencedMap<String, Check> checks;
    private final Handler docs;

    /**
     * The pages of one gateway.
     *
     * @param checks what {@code /ready} asks, by the name that it shows, in this order
     * @param docs answers {@code /docs} and what is below it
     */
    public BuiltInPages(InstantSource clock, SequencedMap<String, Check> checks, Handler docs) {
        this.clock = clock;
        this.checks = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(checks));
        this.docs = docs;
    }

    /**
     * Answers a built-in page.
     *
     * @throws IllegalStateException when the exchange leads anywhere else
     */
    @Override
    public Response handle(Exchange exchange) {
        if (!(exchange.route() instanceof Route.BuiltIn(Route.Page page))) {
            throw new IllegalStateException("not a built-in page");
        }
        Response answer = switch (page) {
            case ROOT -> root();
            case HEALTH -> health();
            case READY -> ready(exchange);
            case DOCS -> docs.handle(exchange);
        };
        Response fresh = answer.with("Cache-Control", "no-store");
        return exchange.request().method() == Method.HEAD ? fresh.withBody(Body.EMPTY) : fresh;
    }

    private static Response root() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", "ok");
        json.put("service", "core-api-gateway");
        return Response.json(200, json.toString());
    }

    /** Checks nothing: it says that this process answers. */
    private Response health() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", "healthy");
        json.put("timestamp", clock.instant().toString());
        return Response.json(200, json.toString());
    }

    private Response ready(Exchange exchange) {
        ObjectNode results = JsonNodeFactory.instance.objectNode();
        List<String> failed = new ArrayList<>();
        for (var check : checks.entrySet()) {
            boolean passed = passes(check.getValue(), exchange.deadline().remainingAtMost(MOST_PER_CHECK));
            results.put(check.getKey(), passed);
            if (!passed) {
                failed.add(check.getKey());
            }
        }
        boolean ready = failed.isEmpty();
        if (!ready) {
            exchange.record().add(new Refusal.NotReady(failed));
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("ready", ready);
        json.set("checks", results);
        return Response.json(ready ? 200 : 503, json.toString());
    }

    private static boolean passes(Check check, Duration timeout) {
        try {
            return check.passes(timeout);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception failed) {
            return false;
        }
    }
}
