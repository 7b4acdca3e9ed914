package dev.crowai.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table. */
class TableTest {

    @Test
    void is_the_same_in_every_environment_but_for_its_backup() {
        ObjectNode retained = Stack.of("prod").properties("RetainedCacheTable").deepCopy();
        retained.remove("PointInTimeRecoverySpecification");

        assertThat(retained).isEqualTo(Stack.of("dev").properties("CacheTable"));
    }

    @ParameterizedTest
    @CsvSource({"local, CacheTable", "dev, CacheTable", "prod, RetainedCacheTable"})
    void exists_once_and_is_the_one_that_the_gateway_uses(String environment, String table) {
        Stack stack = Stack.of(environment);

        assertThat(stack.ofType("AWS::DynamoDB::Table")).containsExactly(table);
        assertThat(stack.variables()).containsEntry("CACHE", "<" + table + ">");
    }

    @Test
    void is_paid_by_request_and_encrypted() {
        JsonNode table = Stack.of("prod").properties("RetainedCacheTable");

        assertThat(table.path("BillingMode").asText()).isEqualTo("PAY_PER_REQUEST");
        assertThat(table.at("/SSESpecification/SSEEnabled").asBoolean()).isTrue();
    }

    @Test
    void outlives_its_stack_in_prod_and_can_be_wound_back() {
        JsonNode table = Stack.of("prod").resource("RetainedCacheTable");

        assertThat(table.path("DeletionPolicy").asText()).isEqualTo("Retain");
        assertThat(table.path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
        assertThat(table.at("/Properties/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void goes_with_its_stack_in_dev() {
        JsonNode table = Stack.of("dev").resource("CacheTable");

        assertThat(table.path("DeletionPolicy").asText()).isEqualTo("Delete");
        assertThat(table.path("Properties").has("PointInTimeRecoverySpecification"))
                .isFalse();
    }

    @Test
    void has_no_name_of_its_own_so_that_a_retained_one_blocks_no_new_stack() {
        assertThat(Stack.of("prod").properties("RetainedCacheTable").has("TableName"))
                .isFalse();
    }
}
