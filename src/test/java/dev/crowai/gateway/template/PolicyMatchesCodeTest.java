package dev.crowai.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The role may do what the compiled gateway calls, on its own table and secret, and nothing else. */
class PolicyMatchesCodeTest {
    private static final JavaClasses PRODUCTION =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.crowai.gateway");

    private static final String SERVICES = "software.amazon.awssdk.services.";

    private static final Map<String, Class<?>> CLIENTS =
            Map.of("dynamodb", DynamoDbClient.class, "secretsmanager", SecretsManagerClient.class);

    @Test
    void allows_exactly_the_calls_that_the_code_makes() {
        assertThat(allowed(CLIENTS.keySet())).isEqualTo(called());
    }

    @Test
    void knows_the_client_of_every_aws_service_that_the_code_uses() {
        Set<String> used = PRODUCTION.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getName())
                .filter(name -> name.startsWith(SERVICES))
                .map(name -> name.substring(SERVICES.length(), name.indexOf('.', SERVICES.length())))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(used).isSubsetOf(CLIENTS.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void reaches_the_stacks_own_table_alone(String environment) {
        assertThat(statement(environment, "Table").path("Resource").asText()).isEqualTo("<CacheTable.Arn>");
    }

    @Test
    void reaches_the_stacks_own_secret_alone() {
        assertThat(statement("prod", "Secrets").path("Resource").asText()).isEqualTo("<GatewaySecrets>");
    }

    @Test
    void allows_beside_that_only_its_own_log_and_traces() {
        assertThat(statement("prod", "Logs").path("Resource").asText()).isEqualTo("<FunctionLogGroup.Arn>");
        assertThat(allowed(Set.of("logs", "xray")))
                .containsExactlyInAnyOrder(
                        "logs:CreateLogStream",
                        "logs:PutLogEvents",
                        "xray:PutTelemetryRecords",
                        "xray:PutTraceSegments");
        assertThat(statements("prod").flatMap(statement -> texts(statement.path("Action"))))
                .allMatch(action ->
                        Set.of("dynamodb", "secretsmanager", "logs", "xray").contains(service(action)))
                .noneMatch(action -> action.contains("*"));
    }

    @Test
    void names_every_resource_but_x_rays() {
        assertThat(statements("prod")
                        .filter(statement -> texts(statement.path("Resource")).anyMatch(text -> text.contains("*")))
                        .map(statement -> statement.path("Sid").asText()))
                .containsExactly("Traces");
    }

    @Test
    void has_no_policy_beside_this_one() {
        JsonNode role = Stack.of("prod").properties("GatewayRole");

        assertThat(role.has("ManagedPolicyArns")).isFalse();
        assertThat(role.path("Policies")).hasSize(1);
        assertThat(Stack.of("prod").properties("GatewayFunction").path("Role").asText())
                .isEqualTo("<GatewayRole.Arn>");
        assertThat(Stack.of("prod").properties("GatewayFunction").has("Policies"))
                .isFalse();
    }

    private static Set<String> called() {
        Set<String> actions = new TreeSet<>();
        CLIENTS.forEach((service, client) -> {
            Set<String> operations = operations(client);
            PRODUCTION.stream()
                    .flatMap(type -> type.getCodeUnitAccessesFromSelf().stream())
                    .map(access -> access.getTarget())
                    .filter(target -> target.getOwner().isAssignableTo(client))
                    .map(CodeUnitAccessTarget::getName)
                    .filter(operations::contains)
                    .forEach(operation -> actions.add(action(service, operation)));
        });
        return actions;
    }

    /** The client's methods that send a request, pagers included. */
    private static Set<String> operations(Class<?> client) {
        return Arrays.stream(client.getMethods())
                .filter(method ->
                        Arrays.stream(method.getParameterTypes()).anyMatch(SdkRequest.class::isAssignableFrom))
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    private static String action(String service, String operation) {
        String name = operation.replaceFirst("Paginator$", "");
        return service + ":" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static String service(String action) {
        return action.substring(0, action.indexOf(':'));
    }

    private static Set<String> allowed(Collection<String> services) {
        return statements("prod")
                .filter(statement -> statement.path("Effect").asText().equals("Allow"))
                .flatMap(statement -> texts(statement.path("Action")))
                .filter(action -> services.contains(service(action)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode statement(String environment, String sid) {
        return statements(environment)
                .filter(statement -> statement.path("Sid").asText().equals(sid))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<JsonNode> statements(String environment) {
        return Stack.of(environment)
                .properties("GatewayRole")
                .at("/Policies/0/PolicyDocument/Statement")
                .valueStream();
    }

    private static Stream<String> texts(JsonNode oneOrMany) {
        return (oneOrMany.isArray() ? oneOrMany.valueStream() : Stream.of(oneOrMany)).map(JsonNode::asText);
    }
}
