package dev.crowai.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The classes of the gateway without its tests, and the rooms that they stand in. */
final class GatewayClasses {
    static final String ROOT = "dev.crowai.gateway.";

    static final List<Path> SOURCES = List.of(Path.of("src/main/java"), Path.of("src/local/java"));

    /** From the top; a package imports only from the lines below its own, and never from beside it. */
    static final List<List<String>> LAYERS = List.of(
            List.of("local"),
            List.of("local.docs", "local.terminal", "local.watch", "local.collection"),
            List.of("local.inspector"),
            List.of("demo"),
            List.of("aws"),
            List.of("aws.priming"),
            List.of("aws.secrets", "aws.dynamodb", "aws.codec"),
            List.of("aws.transport"),
            List.of("gateway"),
            List.of("edge", "ratelimit", "cache", "auth", "pages"),
            List.of("remember", "observe"),
            List.of("jwt"),
            List.of("lookup", "payload", "forward", "ratelimit.policy"),
            List.of("pipeline"),
            List.of("access"),
            List.of("route"),
            List.of("identity"),
            List.of("upstream"),
            List.of("http"),
            List.of("store"),
            List.of("circuit"));

    static final JavaClasses CLASSES = new ClassFileImporter()
            .importPaths(
                    Path.of("target/classes"),
                    Path.of("target/test-classes/dev/crowai/gateway/local"),
                    Path.of("target/test-classes/dev/crowai/gateway/demo"))
            .that(describe("have a source that is no test", GatewayClasses::isNoTest));

    private GatewayClasses() {}

    static boolean isNoTest(JavaClass type) {
        String file = type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
        return SOURCES.stream().anyMatch(root -> Files.exists(root.resolve(file)));
    }

    static String[] in(List<String> packages) {
        return packages.stream().map(ROOT::concat).toArray(String[]::new);
    }

    static Stream<String> packages() {
        return LAYERS.stream().flatMap(List::stream);
    }
}
