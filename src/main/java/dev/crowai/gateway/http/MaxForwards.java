package dev.crowai.gateway.http;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How many gateways an OPTIONS or TRACE request may still pass (RFC 9110 §7.6.2). An invalid value counts as absent.
 * Pure.
 */
public final class MaxForwards {
    public static final String NAME = "Max-Forwards";

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** The largest value that is sent to a service, so that every service can store it. */
    private static final int MOST = 999_999_999;

    private static final int MOST_DIGITS = 9;

    private MaxForwards() {}

    /** Whether the gateway must respond to the request itself. */
    public static boolean endsHere(Request request) {
        return value(request).filter(value -> value == 0).isPresent();
    }

    /** The value for the service: reduced by one for OPTIONS and TRACE, unchanged for other methods. */
    public static Optional<String> toService(Request request) {
        if (!isLimited(request.method())) {
            return request.headers().joined(NAME);
        }
        return value(request).map(value -> Integer.toString(Math.max(value - 1, 0)));
    }

    private static Optional<Integer> value(Request request) {
        return request.headers()
                .joined(NAME)
                .filter(_ -> isLimited(request.method()))
                .map(String::strip)
                .filter(value -> NUMBER.matcher(value).matches())
                .map(value -> value.replaceFirst("^0+(?=.)", ""))
                .map(value -> value.length() > MOST_DIGITS ? MOST : Integer.parseInt(value));
    }

    private static boolean isLimited(Method method) {
        return method == Method.OPTIONS || method == Method.TRACE;
    }
}
