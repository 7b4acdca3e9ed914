package dev.crowai.gateway.demo;

import dev.crowai.gateway.http.Response;
import java.time.Duration;
import java.util.List;

/** What a demo service does with a request. */
public sealed interface Reply {

    /** It answers. */
    record Answer(Response response) implements Reply {}

    /** It keeps the connection open and never answers, until the service is closed. */
    record Hang() implements Reply {}

    /** It closes the connection before any byte of an answer. */
    record Drop() implements Reply {}

    /** It announces the whole answer, sends half of the body and closes the connection. */
    record Cut(Response response) implements Reply {}

    /** It waits, up to a minute, and then does something else. */
    record Late(Duration delay, Reply then) implements Reply {}

    /** It streams server-sent events, with a pause after each. */
    record Stream(List<String> events, Duration pause) implements Reply {
        public Stream {
            events = List.copyOf(events);
        }
    }

    static Reply answer(Response response) {
        return new Answer(response);
    }

    /** An empty answer with that status. */
    static Reply status(int status) {
        return new Answer(Response.of(status));
    }
}
