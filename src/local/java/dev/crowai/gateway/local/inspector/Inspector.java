package dev.crowai.gateway.local.inspector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.gateway.Ports;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.Upstream;
import dev.crowai.gateway.upstream.UpstreamException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Stores the last requests: the events of the function and its responses, and for each request the calls to services
 * and the log line. It records calls and lines between the gateway and its ports. The request id connects them to a
 * request; two requests with the same id at the same time share them. Thread-safe.
 */
public final class Inspector {
    private static final int MOST_ENTRIES = 500;
    private static final int MOST_UNFINISHED = 1_000;
    private static final int MOST_CALLS = 50;
    private static final int LARGEST_EVENT_BODY = 64 * 1024;
    private static final int PREVIEW = 16 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The data of a request that is not finished. */
    private record Unfinished(List<ServiceCall> calls, ObjectNode log) {
        static Unfinished empty() {
            return new Unfinished(new ArrayList<>(), JsonNodeFactory.instance.objectNode());
        }
    }

    private final InstantSource clock;
    private final LinkedHashMap<String, Unfinished> unfinished = new LinkedHashMap<>();
    private final Deque<RecordedRequest> entries = new ArrayDeque<>();
    private final List<Consumer<RecordedRequest>> watchers = new CopyOnWriteArrayList<>();
    private long numbered;

    public Inspector(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The same ports, with this inspector in between.
     *
     * @param lines gets every line of the log, without what only the inspector shows
     */
    public Ports observe(Ports ports, LogSink lines) {
        Upstream upstream = call -> send(ports.upstream(), call);
        LogSink log = line -> {
            logged(line);
            lines.line(withoutSpans(line));
        };
        return new Ports(
                upstream,
                ports.secrets(),
                ports.store(),
                ports.counters(),
                ports.checks(),
                ports.clock(),
                ports.nanoTime(),
                ports.random(),
                ports.executor(),
                log,
                ports.logMembers(),
                ports.coldStart());
    }

    private Response send(Upstream upstream, Call call) throws UpstreamException {
        long start = System.nanoTime();
        try {
            Response response = upstream.send(call);
            called(call, response.status(), response.headers(), "", start);
            return response;
        } catch (UpstreamException failure) {
            called(call, 0, Headers.EMPTY, failure.kind().name().toLowerCase(Locale.ROOT), start);
            throw failure;
        }
    }

    private void called(Call call, int status, Headers received, String failure, long start) {
        ServiceCall made = new ServiceCall(
                call.method().name(), call.uri(), call.headers(), status, received, failure, start, System.nanoTime());
        call.headers().first("X-Request-Id").ifPresent(id -> {
            synchronized (this) {
                List<ServiceCall> calls = unfinished(id).calls();
                if (calls.size() < MOST_CALLS) {
                    calls.add(made);
                }
            }
        });
    }

    private void logged(String line) {
        if (parse(line) instanceof ObjectNode json
                && json.path("event").asText().equals("request")) {
            synchronized (this) {
                unfinished(json.path("requestId").asText()).log().setAll(json);
            }
        }
    }

    /** The line without spans, which only the inspector shows, to keep the terminal short. */
    private static String withoutSpans(String line) {
        return parse(line) instanceof ObjectNode json && json.has("begun")
                ? json.without(List.of("spans", "beside", "begun", "user")).toString()
                : line;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /**
     * The unfinished request, created when absent. When there are too many, the oldest is removed, because it may never
     * finish.
     */
    private synchronized Unfinished unfinished(String requestId) {
        Unfinished known = unfinished.computeIfAbsent(requestId, _ -> Unfinished.empty());
        if (unfinished.size() > MOST_UNFINISHED) {
            unfinished.pollFirstEntry();
        }
        return known;
    }

    /**
     * Stores a finished request.
     *
     * @param start the time of its arrival, in nanoseconds of {@link System#nanoTime}
     * @return the number of the request, from 1
     */
    public long finished(ObjectNode event, Response response, long start) {
        long end = System.nanoTime();
        boolean complete = event.path("body").asText().length() <= LARGEST_EVENT_BODY;
        RecordedRequest entry;
        synchronized (this) {
            Unfinished known = Optional.ofNullable(
                            unfinished.remove(response.header("X-Request-Id").orElse("")))
                    .orElseGet(Unfinished::empty);
            entry = new RecordedRequest(
                    ++numbered,
                    clock.instant().minusNanos(end - start),
                    complete ? event.deepCopy() : event.deepCopy().without("body"),
                    complete,
                    start,
                    end,
                    response.status(),
                    response.headers(),
                    preview(response),
                    response.body().length(),
                    known.calls(),
                    known.log());
            entries.addLast(entry);
            if (entries.size() > MOST_ENTRIES) {
                entries.removeFirst();
            }
        }
        watchers.forEach(watcher -> watcher.accept(entry));
        return entry.number();
    }

    private static String preview(Response response) {
        String text = response.headers().has("Content-Encoding")
                ? ""
                : response.body().utf8().orElse("");
        return text.substring(0, Math.min(PREVIEW, text.length()));
    }

    /** The last 500 requests, oldest first. */
    synchronized List<RecordedRequest> entries() {
        return List.copyOf(entries);
    }

    synchronized Optional<RecordedRequest> entry(long number) {
        return entries.stream().filter(entry -> entry.number() == number).findFirst();
    }

    synchronized void clear() {
        entries.clear();
    }

    /**
     * Tells a reader of every request from now on.
     *
     * @param nameOf finds the name of the person whose user id or credential is in a text; empty when there is none
     */
    public void follow(Function<String, Optional<String>> nameOf, Consumer<RequestSummary> reader) {
        EntryJson json = new EntryJson(nameOf);
        watch(entry -> reader.accept(json.summary(entry)));
    }

    /** Notifies a watcher of every request from now on, until {@link #unwatch}. */
    void watch(Consumer<RecordedRequest> watcher) {
        watchers.add(watcher);
    }

    void unwatch(Consumer<RecordedRequest> watcher) {
        watchers.remove(watcher);
    }
}
