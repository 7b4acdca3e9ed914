package dev.crowai.gateway.local;

import dev.crowai.gateway.demo.DemoServices;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The demo services without a gateway, on the catalogue's local ports. A gateway that runs in {@code sam local} uses
 * them. The services return what they received.
 */
final class LocalPlatform implements AutoCloseable {
    private final DemoServices services;
    private final InetAddress bind;

    private LocalPlatform(DemoServices services, InetAddress bind) {
        this.services = services;
        this.bind = bind;
    }

    /**
     * Starts all services.
     *
     * @param bind the address to listen on
     * @param shell the environment variables of the process
     * @throws LocalStartException when a port is in use
     */
    static LocalPlatform start(InetAddress bind, Map<String, String> shell) throws LocalStartException {
        try {
            return new LocalPlatform(
                    DemoServices.onCataloguePorts(new LocalEnvironment(shell).echoConfig(), bind), bind);
        } catch (IOException failed) {
            throw new LocalStartException("Cannot start: " + failed.getMessage());
        }
    }

    /** The addresses and credentials for the terminal. */
    String banner() {
        return """

                CROW demo platform, without a gateway, on %s

                %s

                  session cookie  %s
                  API key         %s

                Ctrl-C stops everything.
                """.formatted(
                        bind.getHostAddress(),
                        services.all().stream()
                                .map(service -> "  %-28s %d"
                                        .formatted(service.name(), service.uri().getPort()))
                                .collect(Collectors.joining("\n")),
                        services.ann().cookie(),
                        services.annsKey());
    }

    DemoServices services() {
        return services;
    }

    @Override
    public void close() {
        services.close();
    }
}
