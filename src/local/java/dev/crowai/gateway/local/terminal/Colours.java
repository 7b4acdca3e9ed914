package dev.crowai.gateway.local.terminal;

import java.util.Map;

/** Text in colours (ECMA-48 SGR), or plain text where nobody sees colours. */
enum Colours {
    ON,
    OFF;

    private static final String RESET = "\u001b[0m";

    /**
     * Whether to use colours: on a terminal that can show them, unless {@code NO_COLOR} is set to anything.
     *
     * @param isTerminal whether a terminal shows the output
     * @param environment the environment variables of the process
     */
    static Colours of(boolean isTerminal, Map<String, String> environment) {
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        return isTerminal && !refused ? ON : OFF;
    }

    String red(String text) {
        return paint("31", text);
    }

    String green(String text) {
        return paint("32", text);
    }

    String yellow(String text) {
        return paint("33", text);
    }

    String cyan(String text) {
        return paint("36", text);
    }

    /** Less bright than other text. */
    String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return this == ON && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
    }
}
