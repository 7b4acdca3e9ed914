package dev.crowai.gateway.local.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crowai.gateway.local.inspector.RequestSummary;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Prints one line a request, such as {@code 200 GET /api/v1/products  ann@acme  HIT  12 ms}, and one line for every other
 * event of the log. Lines are never mixed. A path is shown as the log shows it, without its query.
 */
public final class Terminal {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> LEFT_OUT = Set.of("level", "event", "timestamp", "traceId", "xrayTraceId");
    private static final String GAP = "  ";

    /** The kind of a caller whom nobody looked up, or who has no credential. */
    private static final String NOBODY = "none";

    private final PrintStream out;
    private final Colours colours;

    private Terminal(PrintStream out, Colours colours) {
        this.out = out;
        this.colours = colours;
    }

    /**
     * A terminal, in colours where it shows them.
     *
     * @param isTerminal whether a terminal, and not a file or a pipe, shows the output
     * @param environment the environment variables of the process
     */
    public static Terminal of(PrintStream out, boolean isTerminal, Map<String, String> environment) {
        return new Terminal(out, Colours.of(isTerminal, environment));
    }

    /** Prints the line of a finished request. */
    public void request(RequestSummary request) {
        StringBuilder line = new StringBuilder()
                .append(status(request.status()))
                .append(' ')
                .append(request.method())
                .append(' ')
                .append(request.loggedPath());
        add(line, request.who().equals(NOBODY) ? "" : colours.cyan(request.who()));
        add(line, cache(request.cache()));
        add(line, colours.yellow(request.refusal()));
        add(line, colours.faint(Math.round(request.milliseconds()) + " ms"));
        print(line.toString());
    }

    private static void add(StringBuilder line, String cell) {
        if (!cell.isEmpty()) {
            line.append(GAP).append(cell);
        }
    }

    private String status(int status) {
        String text = Integer.toString(status);
        return switch (status / 100) {
            case 2 -> colours.green(text);
            case 3 -> colours.cyan(text);
            case 4 -> colours.yellow(text);
            default -> colours.red(text);
        };
    }

    private String cache(String result) {
        String text = result.toUpperCase(Locale.ROOT);
        return switch (result) {
            case "hit", "revalidated" -> colours.green(text);
            case "stale", "store-failed" -> colours.yellow(text);
            default -> colours.faint(text);
        };
    }

    /**
     * Prints an event of the log. An access-log line prints nothing: {@link #request} does.
     *
     * @param line one JSON object
     */
    public void event(String line) {
        JsonNode event = parse(line);
        if (event.path("event").asText().equals("request")) {
            return;
        }
        if (!event.isObject()) {
            print(line);
            return;
        }
        StringJoiner members = new StringJoiner(" ");
        event.properties().stream()
                .filter(member -> !LEFT_OUT.contains(member.getKey()))
                .forEach(member -> members.add(member.getKey() + "=" + text(member.getValue())));
        String level = event.path("level").asText().toUpperCase(Locale.ROOT);
        String shown = level.equals("ERROR") ? colours.red(level) : colours.yellow(level);
        print(shown + " " + event.path("event").asText() + GAP + members);
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    private void print(String line) {
        out.writeBytes((line + '\n').getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
