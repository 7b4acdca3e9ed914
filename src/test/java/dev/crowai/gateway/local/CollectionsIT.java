package dev.crowai.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each request of {@code collections/gateway.http}, sent as an editor sends it, gets the status of its event. */
class CollectionsIT {
    private static final Path FOLDER = Path.of("collections");
    private static LocalProcess gateway;
    private static URI address;

    /**
     * One section of the file.
     *
     * @param body one character for each byte
     */
    record Section(String name, String requestLine, List<String> headers, String body) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        gateway = LocalProcess.start("-Dport=0");
        address = gateway.address();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static List<Section> sections() throws IOException {
        List<Section> sections = new ArrayList<>();
        for (String text : Files.readString(FOLDER.resolve("gateway.http")).split("\n### ", -1)) {
            if (!text.startsWith("#")) {
                sections.add(section(text));
            }
        }
        return sections;
    }

    private static Section section(String text) throws IOException {
        int blank = text.indexOf("\n\n");
        List<String> head =
                (blank < 0 ? text : text.substring(0, blank)).lines().toList();
        String body = blank < 0 ? "" : text.substring(blank + 2).strip();
        byte[] bytes = body.startsWith("< ")
                ? Files.readAllBytes(FOLDER.resolve(body.substring(2)))
                : body.getBytes(StandardCharsets.UTF_8);
        return new Section(
                head.get(0), head.get(1), head.subList(2, head.size()), new String(bytes, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("sections")
    void a_request_gets_the_status_of_its_event(Section section) throws IOException {
        JsonNode table =
                new TomlMapper().readTree(Path.of("events/responses.toml").toFile());
        JsonNode expected = table.path(section.name());
        int status = expected.path("with_data").asInt(expected.path("status").asInt());

        String response = send(section);

        assertThat(response).startsWith("HTTP/1.1 " + status + " ");
        Optional.of(expected.path("headers").path("x-gateway-service"))
                .filter(JsonNode::isTextual)
                .ifPresent(
                        service -> assertThat(response).containsIgnoringCase("x-gateway-service: " + service.asText()));
    }

    private static String send(Section section) throws IOException {
        String line = section.requestLine().replace(" {{host}}", " ") + " HTTP/1.1\r\n";
        String own = "Host: localhost:" + address.getPort() + "\r\nConnection: close\r\nContent-Length: "
                + section.body().length() + "\r\n";
        return RawClient.exchange(
                address, line + own + String.join("\r\n", section.headers()) + "\r\n\r\n" + section.body());
    }
}
