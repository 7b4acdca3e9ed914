package dev.crowai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is deployed: the gateway and what it needs, and nothing of the laptop or the tests. */
class ArtifactIT {
    /** Of the zip that Lambda receives. */
    private static final long MOST_BYTES = 12_000_000;

    /** What tests and the laptop bring, by where its classes are, and HTTP clients that the SDK would bring. */
    private static final Pattern FOREIGN = Pattern.compile("(META-INF/versions/[0-9]+/)?("
            + String.join(
                    "|",
                    "dev/crowai/gateway/demo/",
                    "dev/crowai/gateway/local/",
                    "com/amazonaws/services/dynamodbv2/",
                    "com/amazonaws/services/lambda/runtime/api/",
                    "com/almworks/",
                    "com/github/dockerjava/",
                    "com/google/common/",
                    "com/tngtech/",
                    "io/netty/",
                    "jakarta/",
                    "javax/servlet/",
                    "junit/",
                    "kotlin/",
                    "net/jqwik/",
                    "org/antlr/",
                    "org/apache/",
                    "org/assertj/",
                    "org/eclipse/jetty/",
                    "org/joda/",
                    "org/junit/",
                    "org/mockito/",
                    "org/testcontainers/",
                    "org/yaml/",
                    "software/amazon/awssdk/crt/",
                    "software/amazon/awssdk/http/apache",
                    "software/amazon/awssdk/http/nio/",
                    "software/amazon/awssdk/http/urlconnection/",
                    "software/amazon/dynamodb/")
            + ").*");

    private Artifact artifact;

    @BeforeEach
    void find() throws IOException {
        artifact = Artifact.built();
    }

    private static List<String> entries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        }
    }

    /** Whether an entry is a class or a file of what ships. */
    private static boolean isOfTheGateway(String entry) {
        String source = entry.replaceFirst("(\\$[^/]*)?\\.class$", ".java");
        return Files.exists(Path.of("src/main/java", source)) || Files.exists(Path.of("src/main/resources", entry));
    }

    @Test
    void the_jar_holds_the_gateway_alone() throws IOException {
        assertThat(entries(artifact.jar()))
                .contains("dev/crowai/gateway/aws/GatewayFunction.class")
                .filteredOn(entry -> !entry.startsWith("META-INF/"))
                .allMatch(ArtifactIT::isOfTheGateway);
    }

    @Test
    void the_jar_holds_no_page_of_the_laptop_and_no_script() throws IOException {
        assertThat(entries(artifact.jar()))
                .noneMatch(entry -> entry.endsWith(".js") || entry.endsWith(".css"))
                .noneMatch(entry -> entry.contains("/local/"))
                .filteredOn(entry -> entry.endsWith(".html"))
                .containsExactly("dev/crowai/gateway/pages/docs.html");
        try (ZipFile zip = new ZipFile(artifact.jar().toFile())) {
            ZipEntry page = zip.getEntry("dev/crowai/gateway/pages/docs.html");
            assertThat(new String(zip.getInputStream(page).readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("<script", "<form", "/__docs", "/__inspector");
        }
    }

    /** But the key of a request that primes: no service is asked about it. */
    @Test
    void the_jar_holds_no_key_and_no_user_of_a_laptop() throws IOException {
        try (ZipFile zip = new ZipFile(artifact.jar().toFile())) {
            assertThat(zip.stream().filter(entry -> !entry.getName().startsWith("META-INF/")))
                    .allSatisfy(entry -> assertThat(
                                    new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1))
                            .doesNotContainPattern("crow_(?!priming)[A-Za-z0-9]")
                            .doesNotContainPattern("(?i)\\bdemo|AnnLocal")
                            .doesNotContain("PRIVATE KEY"));
        }
    }

    @Test
    void no_library_of_the_tests_or_the_laptop_ships() {
        assertThat(artifact.libraries())
                .hasSizeGreaterThan(10)
                .allSatisfy(jar -> assertThat(entries(jar))
                        .noneMatch(entry -> FOREIGN.matcher(entry).matches()));
    }

    @Test
    void there_is_one_json_library() {
        assertThat(artifact.libraries().stream().map(jar -> String.valueOf(jar.getFileName())))
                .filteredOn(name -> name.contains("jackson") || name.contains("gson"))
                .extracting(name -> name.replaceFirst("-[0-9].*", ""))
                .containsExactlyInAnyOrder(
                        "jackson-databind", "jackson-core", "jackson-annotations", "third-party-jackson-core");
    }

    @Test
    void the_zip_is_small() throws IOException {
        assertThat(zippedBytes()).isLessThan(MOST_BYTES);
    }

    /** As {@code sam build} packs it: the classes as they are, the libraries in a folder. */
    private long zippedBytes() throws IOException {
        Counter counter = new Counter();
        try (ZipOutputStream out = new ZipOutputStream(counter);
                ZipFile classes = new ZipFile(artifact.jar().toFile())) {
            for (String name : entries(artifact.jar())) {
                out.putNextEntry(new ZipEntry(name));
                out.write(classes.getInputStream(classes.getEntry(name)).readAllBytes());
            }
            for (Path library : artifact.libraries()) {
                out.putNextEntry(new ZipEntry("lib/" + library.getFileName()));
                out.write(Files.readAllBytes(library));
            }
        }
        return counter.bytes;
    }

    /** Forgets what it is given, but how much it was. */
    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes += length;
        }
    }
}
