package dev.crowai.gateway;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What ships: the jar and the libraries that SAM puts beside it.
 *
 * @param jar the gateway's own classes
 * @param libraries every dependency of runtime scope
 */
public record Artifact(Path jar, List<Path> libraries) {
    private static final Path TARGET = Path.of("target");
    private static final Pattern VERSION = Pattern.compile("<version>(.*?)</version>");

    /** As {@code mvn verify} has left it in {@code target}. */
    public static Artifact built() throws IOException {
        String libraries = Files.readString(TARGET.resolve("runtime-classpath.txt"), StandardCharsets.UTF_8);
        return new Artifact(
                builtJar(),
                Arrays.stream(libraries.strip().split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList());
    }

    /** The version of the build, from {@code pom.xml}. */
    static String version() throws IOException {
        Matcher version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        if (!version.find()) {
            throw new IllegalStateException("no version in pom.xml");
        }
        return version.group(1);
    }

    /** A jar of another version may be left in {@code target} from an earlier build. */
    private static Path builtJar() throws IOException {
        Path jar = TARGET.resolve("crow-core-api-gateway-" + version() + ".jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not built");
        }
        return jar.toAbsolutePath();
    }

    public List<Path> classPath() {
        return Stream.concat(Stream.of(jar), libraries.stream()).toList();
    }
}
