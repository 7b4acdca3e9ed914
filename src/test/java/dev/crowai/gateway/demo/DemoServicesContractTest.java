package dev.crowai.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The demo services against what the real ones answered. */
class DemoServicesContractTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final DemoConfig CONFIG = DemoConfig.of("test-internal-key", "test-service-key-gateway");
    /** Fields that are there only when recorded; nothing is said about others. */
    private static final Set<String> TELLING = Set.of("set-cookie", "set-auth-jwt", "content-type", "cache-control");

    @Test
    void answers_every_recorded_exchange_of_sessions_organizations_and_keys() throws Exception {
        try (DemoServices services = DemoServices.start(CONFIG)) {
            Recording recording = new Recording();
            recording.learn("email-ann", "first@acme.test");
            recording.learn("email-bob", "second@acme.test");

            assertThat(mismatches(services, recording, "services.json")).isEmpty();
        }
    }

    @Test
    void names_its_cookies_as_recorded_behind_https() throws Exception {
        try (DemoServices services = DemoServices.start(CONFIG.withSecureCookies())) {
            Recording recording = new Recording();
            recording.learn("email-eve", "third@acme.test");

            assertThat(mismatches(services, recording, "https-cookies.json")).isEmpty();
        }
    }

    @Test
    void trusts_the_internal_key_as_recorded() throws Exception {
        try (DemoServices services = DemoServices.start(CONFIG)) {
            SignedIn ann = services.ann();
            services.join("Carl", ann);
            Recording recording = new Recording();
            recording.learn("p1-uuid", ann.organizationId().orElseThrow());
            recording.learn("p1-org1", ann.authOrganizationId().orElseThrow());
            recording.learn("p1-key1", services.annsKey());
            recording.learn("jwt", services.jwt(ann));

            assertThat(mismatches(services, recording, "internal-trust.json")).isEmpty();
        }
    }

    private static List<String> mismatches(DemoServices services, Recording recording, String file) throws Exception {
        List<String> mismatches = new ArrayList<>();
        for (JsonNode exchange : Recording.exchanges(file)) {
            HttpResponse<String> response = send(services, recording, exchange.get("request"), exchange);
            mismatch(recording, exchange.get("response"), response)
                    .ifPresent(what -> mismatches.add(exchange.get("id").asText() + " "
                            + exchange.get("note").asText() + ": " + what + ", got " + response.statusCode() + " "
                            + response.headers().map() + " " + response.body()));
        }
        return mismatches;
    }

    private static HttpResponse<String> send(
            DemoServices services, Recording recording, JsonNode request, JsonNode exchange) throws Exception {
        URI base = services.named(exchange.get("service").asText()).uri();
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                base.resolve(recording.fill(request.get("path").asText())));
        // The recorded client sent no User-Agent of its own.
        builder.setHeader("User-Agent", "");
        request.get("headers")
                .forEach(header -> builder.setHeader(
                        header.get(0).asText(), recording.fill(header.get(1).asText())));
        JsonNode body = request.path("body");
        String text = body.isTextual() ? body.asText() : body.isMissingNode() ? "" : recording.fill(body.toString());
        return CLIENT.send(
                builder.method(request.get("method").asText(), BodyPublishers.ofString(text))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Optional<String> mismatch(Recording recording, JsonNode recorded, HttpResponse<String> response)
            throws Exception {
        if (response.statusCode() != recorded.get("status").asInt()) {
            return Optional.of("status");
        }
        for (String name : TELLING) {
            List<String> expected = recorded.get("headers")
                    .valueStream()
                    .filter(field -> field.get(0).asText().equalsIgnoreCase(name))
                    .map(field -> field.get(1).asText())
                    .toList();
            List<String> actual = response.headers().allValues(name);
            boolean same = expected.size() == actual.size();
            for (int i = 0; same && i < expected.size(); i++) {
                same = recording.matches(expected.get(i), actual.get(i));
            }
            if (!same) {
                return Optional.of(name + " should be " + expected);
            }
        }
        boolean sameBody = recorded.has("json")
                ? recording.matches(recorded.get("json"), Recording.parse(response.body()))
                : response.body().equals(recorded.get("text").asText());
        return sameBody ? Optional.empty() : Optional.of("body should be " + recorded.path("json"));
    }
}
