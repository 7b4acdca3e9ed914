package dev.crowai.gateway.pipeline;

/** The destination of log events. */
@FunctionalInterface
public interface LogSink {

    /**
     * Writes one event. It never throws, because a request must not fail when its log line cannot be written.
     *
     * @param json one JSON object without a line break, begun by {@link LogEvent}
     */
    void line(String json);

    /** The same destination, without the events below a level. */
    default LogSink atLeast(LogLevel least) {
        return json -> {
            if (LogLevel.of(json).compareTo(least) >= 0) {
                line(json);
            }
        };
    }
}
