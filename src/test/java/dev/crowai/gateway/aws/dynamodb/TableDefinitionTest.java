package dev.crowai.gateway.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.template.Stack;
import org.junit.jupiter.api.Test;

/** The table of {@code template.yaml} against the items that the store writes. */
class TableDefinitionTest {
    private static final JsonNode TABLE = Stack.of("dev").properties("CacheTable");

    @Test
    void has_the_keys_that_the_store_writes() {
        assertThat(TABLE.path("KeySchema")).hasSize(2);
        assertThat(TABLE.at("/KeySchema/0/AttributeName").asText()).isEqualTo(TableItem.PARTITION);
        assertThat(TABLE.at("/KeySchema/0/KeyType").asText()).isEqualTo("HASH");
        assertThat(TABLE.at("/KeySchema/1/AttributeName").asText()).isEqualTo(TableItem.SORT);
        assertThat(TABLE.at("/KeySchema/1/KeyType").asText()).isEqualTo("RANGE");
        assertThat(TABLE.path("AttributeDefinitions"))
                .hasSize(2)
                .allMatch(attribute -> attribute.path("AttributeType").asText().equals("S"));
    }

    @Test
    void lets_go_of_what_the_store_says_has_expired() {
        assertThat(TABLE.at("/TimeToLiveSpecification/AttributeName").asText()).isEqualTo(TableItem.EXPIRES_AT);
        assertThat(TABLE.at("/TimeToLiveSpecification/Enabled").asBoolean()).isTrue();
    }
}
