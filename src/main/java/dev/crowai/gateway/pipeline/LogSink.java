package dev.crowai.gateway.pipeline;

/** Where log events go. */
@FunctionalInterface
public interface LogSink {

    /**
     * Writes one event. It never throws: a log that cannot be written is no reason to fail a request.
     *
     * @param json one JSON object without a line break, begun by {@link LogEvent}
     */
    void line(String json);

    /** The same log without the events below a level. */
    default LogSink atLeast(LogLevel least) {
        return json -> {
            if (LogLevel.of(json).compareTo(least) >= 0) {
                line(json);
            }
        };
    }
}
