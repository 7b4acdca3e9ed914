package dev.crowai.gateway.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table: one for every environment, and nothing in it is worth keeping. */
class TableTest {

    @ParameterizedTest
    @ValueSource(strings = {"local", "dev", "prod"})
    void exists_once_and_is_the_one_that_the_gateway_uses(String environment) {
        Stack stack = Stack.of(environment);

        assertThat(stack.ofType("AWS::DynamoDB::Table")).containsExactly("CacheTable");
        assertThat(stack.variables()).containsEntry("CACHE", "<CacheTable>");
    }

    @Test
    void is_defined_once_in_the_template() {
        assertThat(Stack.template().path("Resources").valueStream())
                .filteredOn(resource -> resource.path("Type").asText().equals("AWS::DynamoDB::Table"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "prod"})
    void is_the_same_in_every_environment(String environment) {
        assertThat(Stack.of(environment).resource("CacheTable"))
                .isEqualTo(Stack.of("dev").resource("CacheTable"));
    }

    @Test
    void is_paid_by_request_and_encrypted() {
        JsonNode table = Stack.of("prod").properties("CacheTable");

        assertThat(table.path("BillingMode").asText()).isEqualTo("PAY_PER_REQUEST");
        assertThat(table.at("/SSESpecification/SSEEnabled").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "dev", "prod"})
    void begins_at_the_throughput_of_dynamodb_where_nothing_else_is_set(String environment) {
        assertThat(Stack.of(environment).properties("CacheTable").has("WarmThroughput"))
                .isFalse();
    }

    @Test
    void is_warm_before_its_first_peak_where_that_is_set() {
        JsonNode table = Stack.with(Map.of("WarmWriteUnits", "20000", "WarmReadUnits", "40000"))
                .properties("CacheTable");

        assertThat(table.at("/WarmThroughput/WriteUnitsPerSecond").asInt()).isEqualTo(20_000);
        assertThat(table.at("/WarmThroughput/ReadUnitsPerSecond").asInt()).isEqualTo(40_000);
    }

    @Test
    void goes_with_its_stack_and_has_no_backup() {
        JsonNode table = Stack.of("prod").resource("CacheTable");

        assertThat(table.path("DeletionPolicy").asText()).isEqualTo("Delete");
        assertThat(table.path("UpdateReplacePolicy").asText()).isEqualTo("Delete");
        assertThat(table.path("Properties").has("PointInTimeRecoverySpecification"))
                .isFalse();
    }

    @Test
    void has_no_name_of_its_own_so_that_a_replaced_one_blocks_no_new_one() {
        assertThat(Stack.of("prod").properties("CacheTable").has("TableName")).isFalse();
    }
}
