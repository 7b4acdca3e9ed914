package dev.crowai.gateway;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What ships: the jar and the libraries that SAM puts beside it.
 *
 * @param jar the gateway's own classes
 * @param libraries every dependency of runtime scope
 */
public record Artifact(Path jar, List<Path> libraries) {
    private static final Path TARGET = Path.of("target");

    /** As {@code mvn verify} has left it in {@code target}. */
    public static Artifact built() throws IOException {
        String libraries = Files.readString(TARGET.resolve("runtime-classpath.txt"), StandardCharsets.UTF_8);
        return new Artifact(
                jarIn(TARGET),
                Arrays.stream(libraries.strip().split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList());
    }

    private static Path jarIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> jars = files.filter(
                            file -> file.getFileName().toString().matches("crow-core-api-gateway-.*\\.jar"))
                    .toList();
            if (jars.size() != 1) {
                throw new IllegalStateException("one jar is expected in target, not " + jars);
            }
            return jars.getFirst().toAbsolutePath();
        }
    }

    public List<Path> classPath() {
        return Stream.concat(Stream.of(jar), libraries.stream()).toList();
    }
}
