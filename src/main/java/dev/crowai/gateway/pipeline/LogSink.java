package dev.crowai.gateway.pipeline;

/** Where log events go. */
@FunctionalInterface
public interface LogSink {

    /**
     * Writes one event. It never throws: a log that cannot be written is no reason to fail a request.
     *
     * @param json one JSON object without a line break, whose first member is {@code level}
     */
    void line(String json);
}
