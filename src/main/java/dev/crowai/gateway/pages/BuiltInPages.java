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

/**
 * The pages that the gateway serves itself (SPEC "Pipelines"). They are never stored. The response to HEAD has no body.
 */
public final class BuiltInPages implements Handler {
    private static final Duration MOST_PER_CHECK = Duration.ofSeconds(2);

    /** A check of a dependency that the gateway needs. */
    @FunctionalInterface
    public interface ReadinessCheck {

        /**
         * Whether the dependency works now.
         *
         * @param timeout how long the check may take; the check must end by then
         * @throws Exception counts as a failed check
         */
        boolean passes(Duration timeout) throws Exception;
    }

    private final InstantSource clock;
    private final SequencedMap<String, ReadinessCheck> checks;
    private final Handler docs;

    /**
     * The pages of one gateway.
     *
     * @param checks the checks of {@code /ready} by their public names, in the order of the page
     * @param docs handles {@code /docs} and the paths below it
     */
    public BuiltInPages(InstantSource clock, SequencedMap<String, ReadinessCheck> checks, Handler docs) {
        this.clock = clock;
        this.checks = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(checks));
        this.docs = docs;
    }

    /**
     * Handles a built-in page.
     *
     * @throws IllegalStateException when the route of the exchange is not a built-in page
     */
    @Override
    public Response handle(Exchange exchange) {
        if (!(exchange.route() instanceof Route.BuiltIn(Route.Page page))) {
            throw new IllegalStateException("not a built-in page");
        }
        Response response = switch (page) {
            case ROOT -> root();
            case HEALTH -> health();
            case READY -> ready(exchange);
            case DOCS -> docs.handle(exchange);
        };
        Response fresh = response.with("Cache-Control", "no-store");
        return exchange.request().method() == Method.HEAD ? fresh.withBody(Body.EMPTY) : fresh;
    }

    private static Response root() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", "ok");
        json.put("service", "core-api-gateway");
        return Response.json(200, json.toString());
    }

    /** Reports that this process responds, without any check. */
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

    private static boolean passes(ReadinessCheck check, Duration timeout) {
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
