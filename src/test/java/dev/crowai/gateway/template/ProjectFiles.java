package dev.crowai.gateway.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Files of the project's root as JSON trees. CloudFormation's short tags become the functions they stand for. */
final class ProjectFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProjectFiles() {}

    static JsonNode yaml(String path) {
        return JSON.valueToTree(new Yaml(new ShortTags()).<Object>load(text(path)));
    }

    static JsonNode toml(String path) {
        try {
            return new TomlMapper().readTree(text(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(path, failure);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException failure) {
            throw new UncheckedIOException(text, failure);
        }
    }

    static String text(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(path, failure);
        }
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
                default -> throw new IllegalArgumentException("an unexpected node: " + node);
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
