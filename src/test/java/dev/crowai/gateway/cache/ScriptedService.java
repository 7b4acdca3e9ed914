package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** A service behind the cache: answers what the test says and remembers what it was asked. */
final class ScriptedService implements Handler {
    private final Deque<Function<Request, Response>> script = new ArrayDeque<>();
    private final List<Request> asked = new ArrayList<>();

    /** What it answers to the next request; the last answer stays for all that follow. */
    ScriptedService then(Function<Request, Response> answer) {
        script.add(answer);
        return this;
    }

    ScriptedService then(Response answer) {
        return then(_ -> answer);
    }

    ScriptedService ok(String body, String... headers) {
        return then(Response.of(200)
                .withHeaders(Headers.of(headers))
                .withBody(Body.of(body)));
    }

    ScriptedService status(int status, String... headers) {
        return then(Response.of(status).withHeaders(Headers.of(headers)));
    }

    @Override
    public Response handle(Exchange exchange) {
        asked.add(exchange.request());
        return (script.size() > 1 ? script.removeFirst() : script.element()).apply(exchange.request());
    }

    int calls() {
        return asked.size();
    }

    Request lastAsked() {
        return asked.getLast();
    }
}
