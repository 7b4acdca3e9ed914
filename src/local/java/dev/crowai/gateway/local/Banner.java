package dev.crowai.gateway.local;

import dev.crowai.gateway.demo.DemoServices;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text in the terminal when the local gateway has started: all addresses, and four commands to try.
 *
 * @param own the developer's own services, segment to base URL, in place of the demo's
 */
record Banner(URI gateway, URI database, Optional<DemoServices> demo, Map<String, String> own) {

    String text() {
        return """

                CROW core API gateway

                  gateway   %s
                  inspector %s/__inspector
                  docs      %s/docs
                  people    %s/__demo
                  table     %s in DynamoDB Local at %s
                  services  %s

                %s

                Ctrl-C stops everything.
                """.formatted(
                        gateway,
                        gateway,
                        gateway,
                        gateway,
                        LocalEnvironment.TABLE,
                        database,
                        services(),
                        commands().stream().map(Command::text).collect(Collectors.joining("\n\n")));
    }

    private record Command(String what, String line) {
        String text() {
            return "# " + what + "\n" + line;
        }
    }

    private String services() {
        String yours = own.entrySet().stream()
                .map(service -> "\n" + row("yours for " + service.getKey(), service.getValue()))
                .collect(Collectors.joining());
        return demo.map(services -> "demo services, which end with this process\n"
                                + services.all().stream()
                                        .map(service -> row(
                                                service.name(), service.uri().toString()))
                                        .collect(Collectors.joining("\n")))
                        .orElse("your own, at http://localhost:8001 to 8015; they must know "
                                + LocalEnvironment.INTERNAL_KEY
                                + "\n            (" + LocalEnvironment.DEFAULT_INTERNAL_KEY
                                + " unless the shell says otherwise)")
                + yours;
    }

    private static String row(String name, String address) {
        return "              %-28s %s".formatted(name, address);
    }

    private List<Command> commands() {
        return List.of(
                new Command("Health", curl("", "/health")),
                new Command(
                        demo.isPresent()
                                ? "A signed-in user: Ann of Acme"
                                : "A signed-in user: put in the session cookie of one",
                        curl(
                                "Cookie: "
                                        + demo.map(services -> services.ann().cookie())
                                                .orElse("better-auth.session_token=SESSION"),
                                "/api/v1/products")),
                new Command(
                        demo.isPresent() ? "An API key of Ann's" : "An API key: put in one",
                        curl("X-API-Key: " + demo.map(DemoServices::annsKey).orElse("crow_KEY"), "/api/v1/analytics")),
                new Command("Refused: nobody asks", curl("", "/api/v1/products")));
    }

    private String curl(String header, String path) {
        return "curl -i " + (header.isEmpty() ? "" : "-H \"" + header + "\" ") + gateway + path;
    }
}
