package dev.crowai.gateway.local.collection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectionFilesTest {

    @Test
    void the_folder_is_what_the_events_make() throws IOException {
        Map<String, String> stored = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("collections"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                stored.put(
                        Path.of("collections").relativize(file).toString().replace('\\', '/'),
                        Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        Map<String, String> made = new TreeMap<>();
        CollectionFiles.files()
                .forEach((path, content) -> made.put(path, new String(content, StandardCharsets.ISO_8859_1)));

        assertThat(stored)
                .as("write them anew: mvn -q -Plocal test-compile exec:exec@collections")
                .isEqualTo(made);
    }

    @Test
    void every_event_is_a_request() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("events"))) {
            List<String> events = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> "bruno/" + name.replace(".json", ".bru"))
                    .toList();

            assertThat(CollectionFiles.files().keySet()).containsAll(events);
        }
    }

    /** API Gateway decodes the path and puts the name of a stage before it; a function URL does neither. */
    @ParameterizedTest
    @CsvSource({
        "product-image, /api/v1/products/images/example%20org/2026/red%20shoe%2050%25.png?w=320",
        "named-stage, /api/v1/patterns?limit=5",
        "function-url, /api/v1/products/red%20shoe%2F50%25?a=%2F&b"
    })
    void the_path_is_what_the_client_sent(String event, String target) throws IOException {
        SampleRequest request = SampleRequest.of(
                event,
                new ObjectMapper().readTree(Path.of("events", event + ".json").toFile()));

        assertThat(request.target()).isEqualTo(target);
    }
}
