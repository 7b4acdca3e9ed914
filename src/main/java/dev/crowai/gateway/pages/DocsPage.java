package dev.crowai.gateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crowai.gateway.identity.Sha256;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.route.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The documentation as one HTML page. It has no script and loads nothing from other places. Its one style sheet is
 * allowed by its hash in the content policy (Content Security Policy 3 §2.3.1). The text is in {@code docs.html}; the
 * tables of services, rules, limits, stages and errors come from this deployment and its code.
 *
 * @param html the page
 * @param contentSecurityPolicy the policy, which allows only the page's own style sheet
 */
record DocsPage(String html, String contentSecurityPolicy) {

    static DocsPage of(List<Service> services, List<Docs.LimitRow> limits) {
        String template = template();
        String html = template.replace("{{services}}", services(services))
                .replace("{{access}}", access(services))
                .replace("{{limits}}", limits(limits))
                .replace("{{stages}}", stages())
                .replace("{{errors}}", errors(services));
        return new DocsPage(
                html,
                "default-src 'none'; style-src 'sha256-" + styleHash(template)
                        + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    }

    private static String services(List<Service> services) {
        return services.stream()
                .map(service -> row(
                        "/api/v{n}/" + service.segment() + "/…",
                        service.name(),
                        service.openTo().toString(),
                        switch (service.caching()) {
                            case Service.Caching.Never _ -> "never";
                            case Service.Caching.ExplicitOnly _ -> "when the service says so";
                            case Service.Caching.Default(int seconds) -> seconds + " s";
                        }))
                .collect(Collectors.joining("\n"));
    }

    private static String access(List<Service> services) {
        return AccessTable.of(services).stream()
                .map(line -> row(line.path(), line.methods(), line.openTo(), line.reason()))
                .collect(Collectors.joining("\n"));
    }

    private static String limits(List<Docs.LimitRow> limits) {
        if (limits.isEmpty()) {
            return "<p>No limit is in force here.</p>";
        }
        return limits.stream()
                .map(limit ->
                        row(limit.policy(), limit.routes(), limit.requests() + " in " + limit.windowSeconds() + " s"))
                .collect(Collectors.joining("\n", """
                        <table>
                        <caption>Policies</caption>
                        <thead><tr><th scope="col">Policy</th><th scope="col">Requests</th><th scope="col">Limit</th></tr></thead>
                        <tbody>
                        """, """

                        </tbody>
                        </table>
                        <p>They count by client address, refused credentials and errors of a service too. <code>RateLimit-Policy</code> and
                        <code>RateLimit</code> tell what is left. Over the limit the answer is 429, with
                        <code>Retry-After</code> in seconds.</p>"""));
    }

    private static String stages() {
        return Arrays.stream(Stage.values())
                .map(stage -> row(
                        stage.label(),
                        switch (stage) {
                            case LIMIT -> "Waiting for the count of the rate limit, which runs beside the stages below";
                            case AUTH -> "Finding out who calls";
                            case ORGANIZATION -> "Finding out the caller's organization";
                            case ACCESS -> "Finding out what an access rule asks for";
                            case CACHE -> "Reading and writing stored responses";
                            case STORE ->
                                "Reading and writing what is remembered about callers; part of the stage that needs it";
                            case UPSTREAM -> "Waiting for the service";
                        }))
                .collect(Collectors.joining("\n"));
    }

    private static String errors(List<Service> services) {
        return ErrorExample.of(services.getFirst()).stream()
                .map(error -> row(
                        Integer.toString(error.status()),
                        error.when(),
                        error.headers().fields().stream()
                                .map(field -> field.name() + ": " + field.value())
                                .collect(Collectors.joining(", ")),
                        error.body()))
                .collect(Collectors.joining("\n"));
    }

    private static String row(String head, String... cells) {
        StringBuilder row = new StringBuilder("<tr><th scope=\"row\"><code>")
                .append(escape(head))
                .append("</code></th>");
        for (String cell : cells) {
            row.append("<td>").append(escape(cell)).append("</td>");
        }
        return row.append("</tr>").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String styleHash(String template) {
        String style =
                template.substring(template.indexOf("<style>") + "<style>".length(), template.indexOf("</style>"));
        return Base64.getEncoder().encodeToString(Sha256.of(Sha256.utf8(style)));
    }

    private static String template() {
        try (InputStream in = Objects.requireNonNull(DocsPage.class.getResourceAsStream("docs.html"))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
