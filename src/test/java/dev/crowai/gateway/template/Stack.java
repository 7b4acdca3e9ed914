package dev.crowai.gateway.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code template.yaml} describes for given parameters: conditions are decided and functions evaluated.
 * A reference to a resource is its logical id in angle brackets, an attribute of one {@code <Id.Attribute>}.
 */
public final class Stack {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}]+)}");
    private static final Map<String, String> PSEUDO_PARAMETERS = Map.of(
            "AWS::Region", "eu-west-1",
            "AWS::URLSuffix", "amazonaws.com",
            "AWS::Partition", "aws",
            "AWS::AccountId", "123456789012");

    private final JsonNode template;
    private final Map<String, String> parameters;

    private Stack(JsonNode template, Map<String, String> parameters) {
        this.template = template;
        this.parameters = Map.copyOf(parameters);
    }

    /** The stack that has the template's defaults where {@code overrides} gives nothing else. */
    public static Stack with(Map<String, String> overrides) {
        JsonNode template = template();
        Map<String, String> parameters = new HashMap<>();
        template.get("Parameters")
                .properties()
                .forEach(parameter -> parameters.put(
                        parameter.getKey(), parameter.getValue().path("Default").asText()));
        parameters.putAll(overrides);
        return new Stack(template, parameters);
    }

    /** The stack as {@code sam deploy --config-env} makes it. */
    public static Stack of(String environment) {
        return with(SamConfig.overrides(environment));
    }

    /** The template as it is written. */
    static JsonNode template() {
        return ProjectFiles.yaml("template.yaml");
    }

    /** A resource that exists in this stack, evaluated. */
    public JsonNode resource(String id) {
        if (!has(id)) {
            throw new IllegalArgumentException("this stack has no " + id);
        }
        return evaluated(template.get("Resources").get(id));
    }

    /** The properties of {@link #resource}. */
    public JsonNode properties(String id) {
        return resource(id).path("Properties");
    }

    public boolean has(String id) {
        JsonNode resource = template.get("Resources").path(id);
        return !resource.isMissingNode()
                && (!resource.has("Condition")
                        || holds(resource.get("Condition").asText()));
    }

    /** The logical ids of this stack's resources of a type. */
    public List<String> ofType(String type) {
        List<String> ids = new ArrayList<>();
        template.get("Resources").properties().forEach(resource -> {
            if (resource.getValue().path("Type").asText().equals(type) && has(resource.getKey())) {
                ids.add(resource.getKey());
            }
        });
        return ids;
    }

    /** What the function finds in its environment. */
    public Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        properties("GatewayFunction")
                .at("/Environment/Variables")
                .properties()
                .forEach(variable ->
                        variables.put(variable.getKey(), variable.getValue().asText()));
        return variables;
    }

    private boolean holds(String condition) {
        return evaluated(template.get("Conditions").get(condition)).asBoolean();
    }

    private JsonNode evaluated(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(evaluated(element)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        if (node.size() == 1) {
            String name = node.fieldNames().next();
            Optional<JsonNode> value = function(name, node.get(name));
            if (value.isPresent()) {
                return value.get();
            }
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(member -> {
            JsonNode value = evaluated(member.getValue());
            if (!value.isMissingNode()) {
                object.set(member.getKey(), value);
            }
        });
        return object;
    }

    private Optional<JsonNode> function(String name, JsonNode argument) {
        return switch (name) {
            case "Ref" -> Optional.of(reference(argument.asText()));
            case "Condition" -> Optional.of(BooleanNode.valueOf(holds(argument.asText())));
            case "Fn::GetAtt" ->
                Optional.of(attribute(argument.get(0).asText(), argument.get(1).asText()));
            case "Fn::Sub" -> Optional.of(TextNode.valueOf(substituted(argument)));
            case "Fn::Select" ->
                Optional.of(evaluated(argument.get(1).get(argument.get(0).asInt())));
            case "Fn::If" ->
                Optional.of(evaluated(argument.get(holds(argument.get(0).asText()) ? 1 : 2)));
            case "Fn::Equals" ->
                Optional.of(BooleanNode.valueOf(evaluated(argument.get(0))
                        .asText()
                        .equals(evaluated(argument.get(1)).asText())));
            case "Fn::Not" ->
                Optional.of(BooleanNode.valueOf(!evaluated(argument.get(0)).asBoolean()));
            case "Fn::And" ->
                Optional.of(BooleanNode.valueOf(
                        argument.valueStream().allMatch(part -> evaluated(part).asBoolean())));
            default -> Optional.empty();
        };
    }

    private JsonNode reference(String name) {
        if (name.equals("AWS::NoValue")) {
            return MissingNode.getInstance();
        }
        return TextNode.valueOf(Optional.ofNullable(parameters.get(name))
                .or(() -> Optional.ofNullable(PSEUDO_PARAMETERS.get(name)))
                .orElseGet(() -> existing(name, name)));
    }

    private JsonNode attribute(String id, String attribute) {
        return TextNode.valueOf(existing(id, id + "." + attribute));
    }

    /** A name such as {@code HttpApi.Stage} is what SAM makes of the resource before the dot. */
    private String existing(String name, String shown) {
        String id = name.split("\\.", 2)[0];
        if (!has(id)) {
            throw new IllegalArgumentException("this stack has no " + id);
        }
        return "<" + shown + ">";
    }

    private String substituted(JsonNode argument) {
        JsonNode text = argument.isArray() ? argument.get(0) : argument;
        JsonNode own = argument.isArray() ? evaluated(argument.get(1)) : MissingNode.getInstance();
        String filled = VARIABLE.matcher(text.asText()).replaceAll(match -> {
            String name = match.group(1);
            return Matcher.quoteReplacement(
                    own.has(name) ? own.get(name).asText() : reference(name).asText());
        });
        return filled.replace("${!", "${");
    }
}
