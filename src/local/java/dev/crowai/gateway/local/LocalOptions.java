package dev.crowai.gateway.local;

import dev.crowai.gateway.demo.Loopback;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * The values of {@code -Dport}, {@code -Dservices}, {@code -Dbind} and {@code -Dlog}.
 *
 * @param port the port of the gateway, 0 for any free port
 * @param bind the address on which the demo services listen when they run without the gateway
 * @param log what the terminal shows of each request
 */
public record LocalOptions(int port, Behind behind, InetAddress bind, LogForm log) {
    private static final int USUAL_PORT = 8000;
    private static final int HIGHEST_PORT = 65_535;

    /** The services behind the gateway. */
    public enum Behind {
        /** The demo services of the local gateway. */
        DEMO,
        /** The services that listen on the catalogue's local ports. */
        EXTERNAL,
        /** Only the demo services, on the catalogue's local ports, for a gateway that runs elsewhere. */
        ONLY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The form of the log in the terminal. */
    public enum LogForm {
        /** One readable line a request. */
        TEXT,
        /** The lines of the deployed function. */
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Parses all options; an absent option has its default value.
     *
     * @throws LocalStartException with the name of the invalid option
     */
    static LocalOptions of(
            Optional<String> port, Optional<String> services, Optional<String> bind, Optional<String> log)
            throws LocalStartException {
        return new LocalOptions(
                port.isEmpty() ? USUAL_PORT : port(port.get()),
                services.isEmpty() ? Behind.DEMO : behind(services.get()),
                bind.isEmpty() ? Loopback.ADDRESS : address(bind.get()),
                log.isEmpty() ? LogForm.TEXT : log(log.get()));
    }

    private static InetAddress address(String text) throws LocalStartException {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException noAddress) {
            throw new LocalStartException(
                    "-Dbind must be an IP address of this machine, or 0.0.0.0 for all, not \"" + text + "\"");
        }
    }

    private static int port(String text) throws LocalStartException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException noNumber) {
            // Continues with the error message for both cases.
        }
        throw new LocalStartException(
                "-Dport must be a number from 0 (any free port) to " + HIGHEST_PORT + ", not \"" + text + "\"");
    }

    private static Behind behind(String text) throws LocalStartException {
        for (Behind behind : Behind.values()) {
            if (behind.toString().equals(text)) {
                return behind;
            }
        }
        throw new LocalStartException("-Dservices must be demo, external or only, not \"" + text + "\"");
    }

    private static LogForm log(String text) throws LocalStartException {
        for (LogForm form : LogForm.values()) {
            if (form.toString().equals(text)) {
                return form;
            }
        }
        throw new LocalStartException("-Dlog must be text or json, not \"" + text + "\"");
    }
}
