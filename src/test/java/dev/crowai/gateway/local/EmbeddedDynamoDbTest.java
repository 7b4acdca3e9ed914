package dev.crowai.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class EmbeddedDynamoDbTest {
    private static final Map<String, AttributeValue> KEY =
            Map.of("pk", AttributeValue.fromS("a"), "sk", AttributeValue.fromS("b"));

    @Test
    void keeps_an_item_in_the_table_of_the_template() throws Exception {
        try (EmbeddedDynamoDb database = EmbeddedDynamoDb.start();
                DynamoDbClient client = database.client()) {
            database.createTable("a-table", TemplateTable.read(TemplateTable.TEMPLATE));
            assertThat(client.scan(scan -> scan.tableName("a-table")).items()).isEmpty();

            client.putItem(put -> put.tableName("a-table").item(KEY));

            assertThat(client.getItem(get -> get.tableName("a-table").key(KEY)).item())
                    .isEqualTo(KEY);
            assertThat(client.describeTimeToLive(table -> table.tableName("a-table"))
                            .timeToLiveDescription())
                    .satisfies(lifetime -> assertThat(lifetime.timeToLiveStatus())
                            .isIn(TimeToLiveStatus.ENABLED, TimeToLiveStatus.ENABLING))
                    .satisfies(lifetime -> assertThat(lifetime.attributeName()).isEqualTo("expiresAt"));
        }
    }

    @Test
    void shares_nothing_with_another_one_in_the_same_process() throws Exception {
        try (EmbeddedDynamoDb one = EmbeddedDynamoDb.start();
                EmbeddedDynamoDb other = EmbeddedDynamoDb.start();
                DynamoDbClient client = one.client();
                DynamoDbClient otherClient = other.client()) {
            TemplateTable.read(TemplateTable.TEMPLATE).create(client, "a-table");

            assertThat(client.listTables().tableNames()).containsExactly("a-table");
            assertThat(otherClient.listTables().tableNames()).isEmpty();
        }
    }

    @Test
    void names_the_temporary_folder_that_it_cannot_write_to(@TempDir Path folder) throws Exception {
        Path noFolder = Files.writeString(folder.resolve("a-file"), "");

        assertThatThrownBy(() -> EmbeddedDynamoDb.refuseUnwritable(noFolder))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot write to the temporary folder " + noFolder
                        + "; name another one with JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER");
    }

    @Test
    void leaves_no_file_behind_where_it_can_write(@TempDir Path folder) throws Exception {
        EmbeddedDynamoDb.refuseUnwritable(folder);

        assertThat(folder).isEmptyDirectory();
    }
}
