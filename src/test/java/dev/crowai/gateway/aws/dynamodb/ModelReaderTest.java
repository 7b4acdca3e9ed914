package dev.crowai.gateway.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Bodies that are not what DynamoDB's protocol says. What they are otherwise, the generated client is the judge of. */
final class ModelReaderTest {
    private final ModelReader reader = new ModelReader(new JsonFactory());

    private UpdateItemResponse update(String json) throws IOException {
        UpdateItemResponse.Builder builder = UpdateItemResponse.builder();
        reader.read(json.getBytes(StandardCharsets.UTF_8), builder);
        return builder.build();
    }

    private BatchGetItemResponse batch(String json) throws IOException {
        BatchGetItemResponse.Builder builder = BatchGetItemResponse.builder();
        reader.read(json.getBytes(StandardCharsets.UTF_8), builder);
        return builder.build();
    }

    @Test
    void members_that_are_unknown_or_null_are_skipped() throws IOException {
        String json =
                "{\"New\":{\"a\":[1,{}]},\"ConsumedCapacity\":null,\"Attributes\":{\"a\":{\"N\":\"1\",\"X\":[]}}}";

        assertThat(update(json).attributes()).isEqualTo(Map.of("a", AttributeValue.fromN("1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}{}",
                "{} x",
                "{\"Attributes\":\"x\"}",
                "{\"Attributes\":7}",
                "{\"Attributes\":[]}",
                "{\"Attributes\":{\"a\":null}}",
                "{\"Attributes\":{\"a\":\"x\"}}",
                "{\"Attributes\":{\"a\":[]}}",
                "{\"Attributes\":{\"a\":{\"S\":7}}}",
                "{\"Attributes\":{\"a\":{\"S\":{}}}}",
                "{\"Attributes\":{\"a\":{\"B\":\"%\"}}}",
                "{\"Attributes\":{\"a\":{\"B\":7}}}",
                "{\"Attributes\":{\"a\":{\"BOOL\":\"true\"}}}",
                "{\"Attributes\":{\"a\":{\"SS\":\"x\"}}}",
                "{\"Attributes\":{\"a\":{\"SS\":{}}}}",
                "{\"Attributes\":{\"a\":{\"SS\":[null]}}}",
                "{\"Attributes\":{\"a\":{\"SS\":[[\"x\"]]}}}",
                "{\"Attributes\":{\"a\":{\"BS\":[null]}}}",
                "{\"Attributes\":{\"a\":{\"L\":[null]}}}",
                "{\"Attributes\":{\"a\":{\"L\":[\"x\"]}}}",
                "{\"Attributes\":{\"a\":{\"M\":[]}}}",
                "{\"Attributes\":{\"a\":{\"M\":{\"b\":null}}}}",
                "{\"ConsumedCapacity\":\"x\"}",
                "{\"ConsumedCapacity\":{\"CapacityUnits\":\"1\"}}",
            })
    void a_member_of_another_type_is_an_error(String json) {
        assertThatThrownBy(() -> update(json)).isInstanceOf(IOException.class);
    }

    @Test
    void the_beginning_of_a_body_is_an_error() throws IOException {
        String json =
                "{\"Responses\":{\"t\":[{\"a\":{\"SS\":[\"x\",\"y\"]}}]},\"UnprocessedKeys\":{\"t\":{\"Keys\":[{}]}}}";
        for (int length = 0; length < json.length(); length++) {
            String beginning = json.substring(0, length);

            assertThatThrownBy(() -> batch(beginning)).as(beginning).isInstanceOf(IOException.class);
        }
        assertThat(batch(json).responses())
                .isEqualTo(Map.of("t", List.of(Map.of("a", AttributeValue.fromSs(List.of("x", "y"))))));
    }
}
