package dev.crowai.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.crowai.gateway.GatewayClasses.CLASSES;
import static dev.crowai.gateway.GatewayClasses.LAYERS;
import static dev.crowai.gateway.GatewayClasses.ROOT;
import static dev.crowai.gateway.GatewayClasses.in;
import static dev.crowai.gateway.GatewayClasses.packages;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.pipeline.Middleware;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house: which package may import which, and what no class of the gateway does. */
class ArchitectureTest {
    /** The doors, which alone touch the process around them. */
    private static final String[] DOORS = in(List.of(
            "aws", "aws.codec", "aws.secrets", "aws.dynamodb", "aws.transport", "aws.priming", "local", "demo"));

    static Stream<String> packagesBelowTheTop() {
        return packages().skip(1);
    }

    @Test
    void every_class_is_in_a_package_of_the_plan_and_every_package_has_classes() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrder(in(packages().toList()));
    }

    @ParameterizedTest
    @MethodSource("packagesBelowTheTop")
    void a_package_imports_only_from_below_its_own(String name) {
        List<String> forbidden = new ArrayList<>();
        for (List<String> layer : LAYERS) {
            forbidden.addAll(layer);
            if (layer.contains(name)) {
                break;
            }
        }
        forbidden.remove(name);

        noClasses()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in(forbidden))
                .check(CLASSES);
    }

    @Test
    void no_middleware_knows_another() {
        List<JavaClass> middlewares = CLASSES.stream()
                .filter(type -> type.isAssignableTo(Middleware.class) && !type.isEquivalentTo(Middleware.class))
                .toList();

        assertThat(middlewares)
                .hasSizeGreaterThan(10)
                .allSatisfy(type -> assertThat(type.getDirectDependenciesFromSelf())
                        .extracting(Dependency::getTargetClass)
                        .doesNotContainAnyElementsOf(middlewares.stream()
                                .filter(other -> !other.equals(type))
                                .toList()));
    }

    /** {@code Exchange.refuse} records why too; the doors respond where there is no exchange. */
    @Test
    void a_problem_becomes_a_response_in_one_place() {
        assertThat(accesses(true)
                        .filter(access -> access.getTargetOwner().isEquivalentTo(Problem.class))
                        .filter(access -> access.getName().equals("toResponse"))
                        .map(access -> access.getOriginOwner().getSimpleName()))
                .containsOnly("Exchange");
    }

    @Test
    void the_upstream_alone_speaks_http_to_the_outside() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "upstream")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "sun.net..")
                .check(CLASSES);
    }

    @Test
    void the_doors_alone_know_aws() {
        noClasses()
                .that()
                .resideOutsideOfPackages(DOORS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon..", "com.amazonaws..", "org.crac..")
                .check(CLASSES);
    }

    @Test
    void the_doors_alone_read_the_environment() {
        noCalls(
                true,
                Map.of(
                        System.class, Set.of("getenv", "getProperty", "getProperties"),
                        Integer.class, Set.of("getInteger"),
                        Long.class, Set.of("getLong"),
                        Boolean.class, Set.of("getBoolean")));
    }

    @Test
    void the_doors_alone_know_what_time_it_is_and_make_what_is_random() {
        noCalls(
                true,
                Map.of(
                        Instant.class, Set.of("now"),
                        Clock.class, Set.of("systemUTC", "systemDefaultZone", "system"),
                        InstantSource.class, Set.of("system"),
                        System.class, Set.of("currentTimeMillis"),
                        Math.class, Set.of("random"),
                        UUID.class, Set.of("randomUUID"),
                        ThreadLocalRandom.class, Set.of("current"),
                        Random.class, Set.of("<init>"),
                        SecureRandom.class, Set.of("<init>", "getInstanceStrong", "getInstance")));
    }

    @Test
    void the_doors_alone_write_to_the_console() {
        assertThat(accesses(true)
                        .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
                        .filter(access -> Set.of("out", "err").contains(access.getName())))
                .isEmpty();
    }

    @Test
    void nothing_sleeps() {
        noCalls(
                false,
                Map.of(
                        Thread.class, Set.of("sleep"),
                        TimeUnit.class, Set.of("sleep"),
                        LockSupport.class, Set.of("parkNanos", "parkUntil")));
    }

    /** No class of the kinds makes one of these calls. */
    private static void noCalls(boolean outsideTheDoors, Map<Class<?>, Set<String>> forbidden) {
        assertThat(accesses(outsideTheDoors)
                        .filter(access -> forbidden.entrySet().stream()
                                .anyMatch(entry -> access.getTargetOwner().isEquivalentTo(entry.getKey())
                                        && entry.getValue().contains(access.getName()))))
                .isEmpty();
    }

    private static Stream<JavaAccess<?>> accesses(boolean outsideTheDoors) {
        List<String> doors = Arrays.asList(DOORS);
        return CLASSES.stream()
                .filter(type -> !outsideTheDoors || !doors.contains(type.getPackageName()))
                .flatMap(type -> type.getAccessesFromSelf().stream());
    }

    @Test
    void facts_of_a_request_travel_in_no_thread() {
        noClasses()
                .should()
                .dependOnClassesThat(assignableTo(ThreadLocal.class))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ScopedValue")
                .check(CLASSES);
    }

    @Test
    void the_log_is_written_without_a_framework() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "local", ROOT + "demo")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache..")
                .check(CLASSES);
    }

    @Test
    void nothing_reflects() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "local", ROOT + "demo")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "sun.misc..")
                .check(CLASSES);
        noCalls(false, Map.of(Class.class, Set.of("forName", "getDeclaredFields", "getDeclaredMethods")));
    }

    @Test
    void static_state_never_changes() {
        assertThat(CLASSES.stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL) || isChangeable(field)))
                .isEmpty();
    }

    /** Types whose values change; an array may stay where nobody else can see it. */
    private static boolean isChangeable(JavaField field) {
        JavaClass type = field.getRawType();
        return type.getPackageName().equals("java.util.concurrent.atomic")
                || Stream.of(ConcurrentMap.class, Cache.class, Lock.class, Appendable.class)
                        .anyMatch(type::isAssignableTo)
                || (type.isArray() && !field.getModifiers().contains(JavaModifier.PRIVATE));
    }

    @ParameterizedTest
    @MethodSource("dev.crowai.gateway.GatewayClasses#packages")
    void no_null_crosses_a_boundary_of_a_package(String name) {
        assertThat(CLASSES.getPackage(ROOT + name).isAnnotatedWith(NullMarked.class))
                .as("package-info.java with @NullMarked in " + name)
                .isTrue();
    }

    /** No clock can show it reliably; what is called decides it. */
    @Test
    void a_secret_is_compared_in_constant_time_alone() {
        assertThat(comparisons("identity.Secret"))
                .containsExactlyInAnyOrder(
                        "java.security.MessageDigest.isEqual", "dev.crowai.gateway.identity.Secret.matches");
        assertThat(comparisons("identity.PlatformSecrets"))
                .containsExactly("dev.crowai.gateway.identity.Secret.matches");
        assertThat(comparisons("identity.OriginSecrets")).containsExactly("dev.crowai.gateway.identity.Secret.matches");
        assertThat(comparisons("aws.codec.OriginVerification"))
                .containsExactlyInAnyOrder(
                        "dev.crowai.gateway.identity.OriginSecrets.matches",
                        "java.lang.String.equalsIgnoreCase"); // of a field's name
    }

    /** What the code of a class calls to compare; a record's own {@code equals} compares its components. */
    private static Set<String> comparisons(String name) {
        return CLASSES.get(ROOT + name).getMethodCallsFromSelf().stream()
                .map(call -> call.getTarget().getOwner().getFullName() + "."
                        + call.getTarget().getName())
                .filter(call -> call.matches("(?i).*\\.(\\w*equals?\\w*|matches|compare\\w*|startsWith|contains)"))
                .collect(Collectors.toSet());
    }

    @Test
    void no_class_can_be_extended() {
        assertThat(CLASSES.stream()
                        .filter(type -> !type.isInterface() && !type.isEnum() && !type.isAnonymousClass())
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.FINAL)))
                .isEmpty();
    }
}
