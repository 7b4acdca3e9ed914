package dev.crowai.gateway.local;

import dev.crowai.gateway.demo.Loopback;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code -Dport}, {@code -Dservices} and {@code -Dbind} say.
 *
 * @param port of the gateway, 0 for any free one
 * @param bind the address on which the platform alone listens
 */
public record LocalOptions(int port, Behind behind, InetAddress bind) {
    private static final int USUAL_PORT = 8000;
    private static final int HIGHEST_PORT = 65_535;

    /** What stands behind the gateway. */
    public enum Behind {
        /** Services that come with the local gateway. */
        DEMO,
        /** Whatever listens on the catalogue's local ports. */
        EXTERNAL,
        /** No gateway: the demo services alone, on the catalogue's local ports, for one that runs elsewhere. */
        ONLY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Parses all; an absent one has its usual value.
     *
     * @throws LocalStartException naming the option that is wrong
     */
    static LocalOptions of(Optional<String> port, Optional<String> services, Optional<String> bind)
            throws LocalStartException {
        return new LocalOptions(
                port.isEmpty() ? USUAL_PORT : port(port.get()),
                services.isEmpty() ? Behind.DEMO : behind(services.get()),
                bind.isEmpty() ? Loopback.ADDRESS : address(bind.get()));
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
            // Falls through to the one message for both.
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
}
