package dev.crowai.gateway.demo;

import dev.crowai.gateway.http.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Behaviour that a client requests by query parameters. It shows how a slow or failing service looks through the
 * gateway. Thread-safe.
 *
 * <ul>
 * <li>{@code __delay=2s} or {@code 500ms}: delays the response by this time, at most one minute;
 * <li>{@code __status=503}: responds with that status; {@code __status=200,503} responds with each status in turn and
 * then repeats the last one;
 * <li>{@code __max-age=5}: allows the response to be reused for 5 seconds, and for one hour more when the service
 * fails;
 * <li>{@code __stream=3}: sends 3 server-sent events, with {@code __delay} after each (100 at most).
 * </ul>
 *
 * <p>Any other value of a parameter gives 400.
 */
final class OnDemand {
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final Pattern DELAY = Pattern.compile("(\\d{1,5})(ms|s)");
    private static final Pattern STATUSES = Pattern.compile("[2-5]\\d\\d(,[2-5]\\d\\d)*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
    private static final int MOST_EVENTS = 100;
    private static final int MOST_TARGETS = 1_000;

    /** The number of requests for each target with several statuses. The oldest entry is removed first. */
    private final LinkedHashMap<String, Integer> asked = new LinkedHashMap<>();

    /**
     * The reply to a request.
     *
     * @param usual gives the response when no parameter changes it
     */
    Reply reply(DemoRequest request, Supplier<Response> usual) {
        if (!request.query().contains("__")) {
            return Reply.of(usual.get());
        }
        Optional<Duration> delay =
                request.parameter("__delay").map(OnDemand::delay).orElse(Optional.of(Duration.ZERO));
        if (delay.isEmpty()) {
            return refused("__delay is a number and s or ms, such as 2s");
        }
        Optional<String> stream = request.parameter("__stream");
        if (stream.isPresent()) {
            return stream(stream.get(), delay.get());
        }
        Reply then = respond(request, usual);
        return delay.get().isZero() ? then : new Reply.Late(delay.get(), then);
    }

    /** Parses a duration; empty when the text is not a duration. */
    private static Optional<Duration> delay(String text) {
        Matcher parts = DELAY.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(parts.group(1));
        Duration delay = parts.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
        return Optional.of(delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay);
    }

    private Reply respond(DemoRequest request, Supplier<Response> usual) {
        Optional<String> statuses = request.parameter("__status").map(text -> text.replace("%2C", ","));
        Optional<String> maxAge = request.parameter("__max-age");
        if (statuses.isPresent() && !STATUSES.matcher(statuses.get()).matches()) {
            return refused("__status is a status, or several with commas between, such as 200,503");
        }
        if (maxAge.isPresent() && !NUMBER.matcher(maxAge.get()).matches()) {
            return refused("__max-age is a number of seconds");
        }
        int status = statuses.map(list -> next(request, List.of(list.split(",", -1))))
                .orElse(200);
        Response response =
                status == 200 ? usual.get() : DemoResponses.refusal(status, "On demand", "Asked for by __status");
        return Reply.of(maxAge.filter(_ -> status == 200)
                .map(seconds -> response.with("Cache-Control", "max-age=" + seconds + ", stale-if-error=3600"))
                .orElse(response));
    }

    private synchronized int next(DemoRequest request, List<String> statuses) {
        if (statuses.size() == 1) {
            return Integer.parseInt(statuses.getFirst());
        }
        int times = asked.merge(request.path() + "?" + request.query(), 1, Integer::sum);
        if (asked.size() > MOST_TARGETS) {
            asked.pollFirstEntry();
        }
        return Integer.parseInt(statuses.get(Math.min(times, statuses.size()) - 1));
    }

    private static Reply stream(String text, Duration pause) {
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > MOST_EVENTS) {
            return refused("__stream is a number of events up to " + MOST_EVENTS);
        }
        List<String> events = new ArrayList<>();
        for (int number = 1; number <= Integer.parseInt(text); number++) {
            events.add(DemoResponses.object().put("event", number).toString());
        }
        return new Reply.Stream(events, pause);
    }

    private static Reply refused(String message) {
        return Reply.of(DemoResponses.refusal(400, "Bad Request", message));
    }
}
