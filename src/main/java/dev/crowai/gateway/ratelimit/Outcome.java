package dev.crowai.gateway.ratelimit;

/** What became of a request at the limiter. */
public enum Outcome {
    /** Within the limit. */
    ALLOWED("allowed"),
    /** Over the limit, and answered 429. */
    REFUSED("refused"),
    /** Over the limit, and served because the deployment only observes. */
    OBSERVED("observed"),
    /** Within this instance's own count: the store gave none. */
    FALLBACK("fallback");

    private final String label;

    Outcome(String label) {
        this.label = label;
    }

    /** The name in logs and metrics. */
    public String label() {
        return label;
    }
}
