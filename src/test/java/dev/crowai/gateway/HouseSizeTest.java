package dev.crowai.gateway;

import static dev.crowai.gateway.GatewayClasses.CLASSES;
import static dev.crowai.gateway.GatewayClasses.ROOT;
import static dev.crowai.gateway.GatewayClasses.SOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house: how large a room and a file may be, and what a name may be. */
class HouseSizeTest {
    private static final int MOST_LINES = 250;
    private static final int MOST_LINES_OF_A_TEST = 400;

    /** {@code package-info} does not count. */
    private static final int MOST_FILES = 15;

    /** Rooms of one concept with many small parts. */
    private static final Set<String> LARGE_ROOMS = Set.of("cache", "demo");

    /** Names that say nothing about what a class does. {@code SecretsManager} is how AWS calls a service. */
    private static final Pattern EMPTY_NAME =
            Pattern.compile("Abstract.*|I[A-Z].*|.*(Impl|Utils?|Helper|(?<!Secrets)Manager)");

    private static final Pattern GETTER = Pattern.compile("get[A-Z].*");

    @ParameterizedTest
    @MethodSource("dev.crowai.gateway.GatewayClasses#packages")
    void a_room_holds_what_a_newcomer_can_keep_in_mind(String name) {
        if (LARGE_ROOMS.contains(name)) {
            return;
        }

        assertThat(CLASSES.stream()
                        .filter(type -> type.getPackageName().equals(ROOT + name))
                        .filter(HouseSizeTest::isTopLevel)
                        .map(JavaClass::getSimpleName))
                .hasSizeLessThanOrEqualTo(MOST_FILES);
    }

    /** A private type may have any name, because it is only read inside its file. */
    @Test
    void no_two_types_have_one_name() {
        Map<String, List<String>> types = CLASSES.stream()
                .filter(type -> isTopLevel(type) || type.isNestedClass())
                .filter(type -> !type.isAnonymousClass())
                .filter(type -> !type.getModifiers().contains(JavaModifier.PRIVATE))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getName, Collectors.toList())));

        assertThat(types).hasSizeGreaterThan(200);
        assertThat(types.values()).allSatisfy(names -> assertThat(names).hasSize(1));
    }

    private static boolean isTopLevel(JavaClass type) {
        return type.getEnclosingClass().isEmpty() && !type.getSimpleName().equals("package-info");
    }

    @Test
    void names_say_what_a_class_does() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getSimpleName)
                        .filter(name -> EMPTY_NAME.matcher(name).matches()))
                .isEmpty();
    }

    @Test
    void values_are_asked_by_their_names() {
        assertThat(CLASSES.stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> GETTER.matcher(method.getName()).matches())
                        .filter(method -> method.getRawParameterTypes().isEmpty())
                        .filter(method -> !isAnothersName(method)))
                .isEmpty();
    }

    /** Whether a library asks for this name. */
    private static boolean isAnothersName(JavaMethod method) {
        return Stream.concat(
                        method.getOwner().getAllRawSuperclasses().stream(),
                        method.getOwner().getAllRawInterfaces().stream())
                .filter(type -> !type.getPackageName().startsWith(ROOT))
                .flatMap(type -> type.getMethods().stream())
                .anyMatch(other -> other.getName().equals(method.getName()));
    }

    @Test
    void a_file_fits_a_reader() throws IOException {
        assertThat(files(SOURCES))
                .hasSizeGreaterThan(150)
                .allSatisfy(file -> assertThat(Files.readAllLines(file, StandardCharsets.UTF_8))
                        .hasSizeLessThanOrEqualTo(MOST_LINES)
                        .noneMatch(line -> line.contains("\t")));
    }

    @Test
    void a_test_file_fits_a_reader() throws IOException {
        assertThat(files(List.of(Path.of("src/test/java"))))
                .hasSizeGreaterThan(150)
                .allSatisfy(file -> assertThat(Files.readAllLines(file, StandardCharsets.UTF_8))
                        .hasSizeLessThanOrEqualTo(MOST_LINES_OF_A_TEST));
    }

    private static List<Path> files(List<Path> roots) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> below = Files.walk(root)) {
                below.filter(path -> path.toString().endsWith(".java")).forEach(files::add);
            }
        }
        return files;
    }
}
