package dev.crowai.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The workflows that verify, deploy and scan. */
class WorkflowsTest {
    /** YAML 1.1 reads the key {@code on} as a truth value. */
    private static final String ON = "true";

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
                .containsExactlyInAnyOrder("maven", "github-actions");
    }

    @Test
    void scans_the_code_and_the_workflows() {
        assertThat(workflow("codeql").at("/jobs/analyze/strategy/matrix/include"))
                .extracting(entry -> entry.path("language").asText())
                .isEqualTo(List.of("java-kotlin", "actions"));
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
