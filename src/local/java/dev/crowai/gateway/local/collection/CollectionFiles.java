package dev.crowai.gateway.local.collection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The folder {@code collections/}: the events of {@code events/} as requests to the local gateway, in one {@code .http}
 * file and as a Bruno collection. {@code events/responses.toml} says which events there are, and their statuses.
 */
public final class CollectionFiles {
    private static final Path EVENTS = Path.of("events");
    private static final Path FOLDER = Path.of("collections");
    private static final String HOST = "http://localhost:8000";
    private static final String FILES = "files";
    private static final ObjectMapper JSON = new ObjectMapper();

    private CollectionFiles() {}

    /** Writes the folder anew. {@code mvn -q -Plocal test-compile exec:exec@collections} runs it. */
    public static void main(String[] args) throws IOException {
        for (var file : files().entrySet()) {
            Path path = FOLDER.resolve(file.getKey());
            Files.createDirectories(path.resolveSibling("."));
            Files.write(path, file.getValue());
        }
    }

    /**
     * The content of each file, by its path below {@code collections/}.
     *
     * @throws IOException when an event cannot be read
     */
    public static SequencedMap<String, byte[]> files() throws IOException {
        JsonNode table =
                new TomlMapper().readTree(EVENTS.resolve("responses.toml").toFile());
        SequencedMap<String, byte[]> files = new TreeMap<>();
        List<SampleRequest> requests = new ArrayList<>();
        for (var row : table.properties()) {
            SampleRequest request = request(row.getKey());
            requests.add(request);
            int status = row.getValue()
                    .path("with_data")
                    .asInt(row.getValue().path("status").asInt());
            put(
                    files,
                    "bruno/" + request.name() + ".bru",
                    BrunoFile.of(request, requests.size(), status, "../" + FILES));
            if (!request.body().isEmpty() && !request.hasTextBody()) {
                files.put(FILES + "/" + request.name() + ".bin", request.body().toByteArray());
            }
        }
        put(files, "gateway.http", HttpFile.of(requests, HOST, FILES));
        put(files, "bruno/bruno.json", """
                {
                  "version": "1",
                  "name": "CROW core API gateway",
                  "type": "collection"
                }
                """);
        put(files, "bruno/environments/local.bru", "vars {\n  host: " + HOST + "\n}\n");
        return files;
    }

    private static SampleRequest request(String name) {
        try {
            return SampleRequest.of(
                    name, JSON.readTree(EVENTS.resolve(name + ".json").toFile()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void put(SequencedMap<String, byte[]> files, String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
    }
}
