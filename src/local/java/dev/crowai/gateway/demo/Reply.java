package dev.crowai.gateway.demo;

import dev.crowai.gateway.http.Response;
import java.time.Duration;
import java.util.List;

/** How a demo service replies to a request. */
public sealed interface Reply {

    /** Sends a response. */
    record Immediate(Response response) implements Reply {}

    /** Keeps the connection open and sends nothing until the service is closed. */
    record Hang() implements Reply {}

    /** Closes the connection before the first byte of a response. */
    record Drop() implements Reply {}

    /** Announces the whole response, sends half of the body and closes the connection. */
    record Cut(Response response) implements Reply {}

    /** Waits, at most one minute, and then replies. */
    record Late(Duration delay, Reply then) implements Reply {}

    /** Sends server-sent events, with a pause after each. */
    record Stream(List<String> events, Duration pause) implements Reply {
        public Stream {
            events = List.copyOf(events);
        }
    }

    static Reply of(Response response) {
        return new Immediate(response);
    }

    /** A response with that status and without a body. */
    static Reply status(int status) {
        return new Immediate(Response.of(status));
    }
}
