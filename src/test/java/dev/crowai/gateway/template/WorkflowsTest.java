package dev.crowai.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The workflows that verify, deploy and scan. */
class WorkflowsTest {
    /** YAML 1.1 reads the key {@code on} as a truth value. */
    private static final String ON = "true";

    private static final List<String> WORKFLOWS = List.of("verify", "deploy", "codeql");

    /** Commands that compile, or that install what may run a script of its own. */
    private static final Pattern BUILDS =
            Pattern.compile("\\b(mvn|gradle|javac|sam build|pip|npm|npx|apt-get|make)\\b|\\.ci/");

    @Test
    void are_all_known_to_these_tests() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            WORKFLOWS.stream().map(name -> name + ".yml").toList());
        }
    }

    @Test
    void verifies_every_push_and_every_pull_request() {
        JsonNode on = workflow("verify").path(ON);

        assertThat(on.at("/push/branches")).extracting(JsonNode::asText).containsExactly("**");
        assertThat(on.has("pull_request")).isTrue();
        assertThat(steps("verify").map(step -> step.path("run").asText())).contains("bash .ci/run");
    }

    @Test
    void deploys_main_to_dev_and_tags_to_prod() {
        JsonNode on = workflow("deploy").path(ON);

        assertThat(on.properties()).extracting(Map.Entry::getKey).containsExactly("push");
        assertThat(on.at("/push/branches")).extracting(JsonNode::asText).containsExactly("main");
        assertThat(on.at("/push/tags")).extracting(JsonNode::asText).containsExactly("v*");
        assertThat(workflow("deploy").at("/jobs/deploy/environment").asText())
                .isEqualTo("${{ github.ref_type == 'tag' && 'prod' || 'dev' }}");
    }

    @Test
    void deploys_only_what_was_verified() {
        JsonNode jobs = workflow("deploy").path("jobs");

        assertThat(jobs.at("/verify/uses").asText()).isEqualTo("./.github/workflows/verify.yml");
        assertThat(jobs.at("/deploy/needs").asText()).isEqualTo("verify");
    }

    @Test
    void builds_nothing_in_a_job_that_may_become_the_deployer() {
        List<JsonNode> deployers = WORKFLOWS.stream()
                .flatMap(WorkflowsTest::jobs)
                .filter(job -> job.at("/permissions/id-token").asText().equals("write"))
                .toList();

        assertThat(deployers).hasSize(1);
        assertThat(deployers.getFirst().path("steps"))
                .extracting(step -> step.path("run").asText())
                .noneMatch(BUILDS.asPredicate());
        assertThat(deployers.getFirst().path("steps"))
                .extracting(step -> step.path("uses").asText().replaceFirst("@.*", ""))
                .contains("actions/download-artifact")
                .doesNotContain("actions/setup-java", "actions/setup-python", "actions/cache");
    }

    @Test
    void deploys_the_artifact_that_was_verified() {
        JsonNode kept = step("verify", "actions/upload-artifact", "sam-build");
        JsonNode fetched = step("deploy", "actions/download-artifact", "sam-build");

        assertThat(ProjectFiles.text(".ci/run"))
                .contains("build=" + kept.at("/with/path").asText().replaceFirst("/$", "") + " ");
        assertThat(steps("deploy").map(step -> step.path("run").asText()))
                .anyMatch(run -> run.startsWith(
                        "sam deploy -t " + fetched.at("/with/path").asText() + "/template.yaml "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "deploy", "codeql"})
    void shows_no_pull_request_a_secret_or_a_token_that_can_write(String workflow) {
        JsonNode on = workflow(workflow).path(ON);

        assertThat(on.has("pull_request_target") || on.has("workflow_run")).isFalse();
        if (on.has("pull_request")) {
            assertThat(permissions(workflow)).containsOnly("read");
            assertThat(ProjectFiles.text(".github/workflows/" + workflow + ".yml"))
                    .doesNotContainPattern("\\bsecrets\\b");
        }
    }

    @Test
    void becomes_the_deployer_by_oidc_and_holds_no_key() {
        assertThat(workflow("deploy").at("/jobs/deploy/permissions/id-token").asText())
                .isEqualTo("write");
        assertThat(ProjectFiles.text(".github/workflows/deploy.yml"))
                .contains("role-to-assume: ${{ vars.AWS_DEPLOY_ROLE_ARN }}")
                .doesNotContainIgnoringCase("aws-access-key-id")
                .doesNotContainIgnoringCase("aws-secret-access-key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "deploy", "codeql"})
    void may_do_nothing_but_read_unless_a_job_says_so(String workflow) {
        assertThat(workflow(workflow).path("permissions")).hasToString("{\"contents\":\"read\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "deploy", "codeql"})
    void ends_every_job_and_pins_every_action(String workflow) {
        jobs(workflow)
                .filter(job -> !job.has("uses"))
                .forEach(job -> assertThat(job.path("timeout-minutes").asInt()).isPositive());
        assertThat(steps(workflow).map(step -> step.path("uses").asText()).filter(uses -> !uses.isEmpty()))
                .allMatch(uses -> uses.matches("[\\w./-]+@(v\\d+|[0-9a-f]{40})"));
    }

    @Test
    void keeps_dependencies_and_actions_current() {
        assertThat(ProjectFiles.yaml(".github/dependabot.yml").path("updates"))
                .extracting(update -> update.path("package-ecosystem").asText())
                .containsExactlyInAnyOrder("maven", "github-actions", "npm");
    }

    @Test
    void scans_the_code_and_the_workflows() {
        assertThat(workflow("codeql").at("/jobs/analyze/strategy/matrix/include"))
                .extracting(entry -> entry.path("language").asText())
                .isEqualTo(List.of("java-kotlin", "actions"));
    }

    private static JsonNode step(String workflow, String action, String artifact) {
        return steps(workflow)
                .filter(step -> step.path("uses").asText().startsWith(action + "@"))
                .filter(step -> step.at("/with/name").asText().equals(artifact))
                .findFirst()
                .orElseThrow();
    }

    /** Every permission that the workflow or one of its jobs has, as its level. */
    private static List<String> permissions(String workflow) {
        return Stream.concat(Stream.of(workflow(workflow)), jobs(workflow))
                .flatMap(scope -> scope.path("permissions").isTextual()
                        ? Stream.of(scope.path("permissions").asText())
                        : scope.path("permissions").valueStream().map(JsonNode::asText))
                .toList();
    }

    private static JsonNode workflow(String name) {
        return ProjectFiles.yaml(".github/workflows/" + name + ".yml");
    }

    private static Stream<JsonNode> jobs(String workflow) {
        return workflow(workflow).path("jobs").valueStream();
    }

    private static Stream<JsonNode> steps(String workflow) {
        return jobs(workflow).flatMap(job -> job.path("steps").valueStream());
    }
}
