package dev.crowai.gateway.local;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
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

    private static final String LOGICAL_ID = "CacheTable";

    private TemplateTable() {}

    /**
     * The definition of the resource {@code CacheTable}.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException with the name of what the file lacks
     */
    public static TableDefinition read(Path template) throws IOException {
        try (Reader reader = Files.newBufferedReader(template)) {
            Object document = new Yaml(new CloudFormation()).load(reader);
            Object properties = at(document, "Resources", LOGICAL_ID, "Properties");
            List<AttributeDefinition> attributes = list(properties, "AttributeDefinitions").stream()
                    .map(attribute -> AttributeDefinition.builder()
                            .attributeName(text(attribute, "AttributeName"))
                            .attributeType(text(attribute, "AttributeType"))
                            .build())
                    .toList();
            List<KeySchemaElement> keys = list(properties, "KeySchema").stream()
                    .map(key -> KeySchemaElement.builder()
                            .attributeName(text(key, "AttributeName"))
                            .keyType(text(key, "KeyType"))
                            .build())
                    .toList();
            return new TableDefinition(
                    attributes,
                    keys,
                    BillingMode.fromValue(text(properties, "BillingMode")),
                    text(properties, "TimeToLiveSpecification", "AttributeName"));
        }
    }

    private static Object at(Object value, String... path) {
        Object found = value;
        for (String name : path) {
            Object next = found instanceof Map<?, ?> map ? map.get(name) : null;
            if (next == null) {
                throw new IllegalArgumentException("the template lacks " + String.join(".", path));
            }
            found = next;
        }
        return found;
    }

    private static String text(Object value, String... path) {
        return at(value, path).toString();
    }

    private static List<Object> list(Object value, String name) {
        return at(value, name) instanceof List<?> list ? new ArrayList<>(list) : List.of();
    }

    /** Reads {@code !Ref}, {@code !Sub}, {@code !If} and similar tags as the value after the tag. */
    private static final class CloudFormation extends SafeConstructor {
        CloudFormation() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return switch (node) {
                        case MappingNode mapping -> constructMapping(mapping);
                        case SequenceNode sequence -> constructSequence(sequence);
                        default -> constructScalar((ScalarNode) node);
                    };
                }
            });
        }
    }
}
