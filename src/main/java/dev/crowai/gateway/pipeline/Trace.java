package dev.crowai.gateway.pipeline;

import dev.crowai.gateway.http.Headers;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace that a request belongs to, in two formats.
 *
 * @param traceparent W3C Trace Context §3.2
 * @param xray the value of {@code X-Amzn-Trace-Id}
 */
public record Trace(String traceparent, String xray) {
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");
    private static final int XRAY_ID = "Root=".length();
    private static final int XRAY_ID_LENGTH = "1-".length() + 8 + "-".length() + 24;
    private static final Pattern XRAY_ROOT = Pattern.compile("Root=1-(?!0{8}-0{24})([0-9a-f]{8})-([0-9a-f]{24})(;.*)?");

    /**
     * Continues the client's trace in whichever format it was sent, or begins a new one.
     *
     * @param random returns 16 lower-case hexadecimal digits at every call
     */
    public static Trace of(Headers headers, Instant now, HexDigits random) {
        Optional<Matcher> w3c =
                headers.first("traceparent").map(TRACEPARENT::matcher).filter(Matcher::matches);
        Optional<Matcher> xray =
                headers.first("X-Amzn-Trace-Id").map(XRAY_ROOT::matcher).filter(Matcher::matches);
        String traceId = w3c.map(match -> match.group(1))
                .or(() -> xray.map(match -> match.group(1) + match.group(2)))
                .orElseGet(() -> fresh(now, random));
        return new Trace(
                w3c.map(Matcher::group).orElseGet(() -> "00-" + traceId + "-" + random.sixteen() + "-01"),
                xray.map(Matcher::group)
                        .orElseGet(() -> "Root=1-" + traceId.substring(0, 8) + "-" + traceId.substring(8)));
    }

    /** An X-Ray trace id begins with the time in seconds since 1970. */
    private static String fresh(Instant now, HexDigits random) {
        return HexFormat.of().toHexDigits(now.getEpochSecond(), 8)
                + random.sixteen()
                + random.sixteen().substring(8);
    }

    /** The id of {@link #traceparent}, 32 hexadecimal digits, for logs. */
    public String id() {
        return traceparent.substring(3, 35);
    }

    /** The trace id in the format of X-Ray, for logs: {@code 1-}, 8 hexadecimal digits, {@code -} and 24 more. */
    public String xrayId() {
        return xray.substring(XRAY_ID, XRAY_ID + XRAY_ID_LENGTH);
    }

    /** A source of random digits. */
    @FunctionalInterface
    public interface HexDigits {
        String sixteen();
    }
}
