package dev.crowai.gateway.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** Reads CloudFormation templates. Short tags such as {@code !Ref} become the full functions. */
public final class TemplateYaml {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TemplateYaml() {}

    /**
     * A document as a JSON tree.
     *
     * @throws IllegalArgumentException when a tag is not allowed at its place
     */
    public static JsonNode parse(String yaml) {
        return JSON.valueToTree(new Yaml(new ShortTags()).<Object>load(yaml));
    }

    private static final class ShortTags extends SafeConstructor {
        ShortTags() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return function(node.getTag().getValue().substring(1), arguments(node));
                }
            });
        }

        private Object arguments(Node node) {
            return switch (node) {
                case ScalarNode scalar -> constructScalar(scalar);
                case SequenceNode sequence -> constructSequence(sequence);
                case MappingNode mapping -> constructMapping(mapping);
                default -> throw new IllegalArgumentException("unexpected node: " + node);
            };
        }

        private static Object function(String name, Object arguments) {
            return switch (name) {
                case "Ref", "Condition" -> Map.of(name, arguments);
                case "GetAtt" ->
                    Map.of("Fn::GetAtt", List.of(arguments.toString().split("\\.", 2)));
                default -> Map.of("Fn::" + name, arguments);
            };
        }
    }
}
