package dev.crowai.gateway.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/**
 * Reads the definition of the table from the deployment's template, so that it is the same on a developer's machine, in
 * tests and in the cloud.
 */
public final class TemplateTable {
    /** The template, relative to the project's directory, which is the working directory of Maven. */
    public static final Path TEMPLATE = Path.of("template.yaml");

    private static final String PROPERTIES = "/Resources/CacheTable/Properties";

    private TemplateTable() {}

    /**
     * The definition of the resource {@code CacheTable}.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException with the name of what the file lacks
     */
    public static TableDefinition read(Path template) throws IOException {
        JsonNode table = at(TemplateYaml.parse(Files.readString(template)), PROPERTIES);
        return new TableDefinition(
                at(table, "/AttributeDefinitions")
                        .valueStream()
                        .map(attribute -> AttributeDefinition.builder()
                                .attributeName(text(attribute, "/AttributeName"))
                                .attributeType(text(attribute, "/AttributeType"))
                                .build())
                        .toList(),
                at(table, "/KeySchema")
                        .valueStream()
                        .map(key -> KeySchemaElement.builder()
                                .attributeName(text(key, "/AttributeName"))
                                .keyType(text(key, "/KeyType"))
                                .build())
                        .toList(),
                BillingMode.fromValue(text(table, "/BillingMode")),
                text(table, "/TimeToLiveSpecification/AttributeName"));
    }

    private static String text(JsonNode node, String pointer) {
        return at(node, pointer).asText();
    }

    private static JsonNode at(JsonNode node, String pointer) {
        JsonNode found = node.at(pointer);
        if (found.isMissingNode() || found.isNull()) {
            throw new IllegalArgumentException("the template lacks " + pointer);
        }
        return found;
    }
}
