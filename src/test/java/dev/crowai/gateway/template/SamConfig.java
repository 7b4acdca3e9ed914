package dev.crowai.gateway.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code samconfig.toml} says of each environment. */
final class SamConfig {
    static final List<String> DEPLOYED = List.of("dev", "prod");
    static final List<String> ENVIRONMENTS = List.of("local", "local-arm64", "dev", "prod");

    private static final String FILE = "file://";

    private SamConfig() {}

    static JsonNode file() {
        return ProjectFiles.toml("samconfig.toml");
    }

    static JsonNode deploy(String environment) {
        return file().path(environment).path("deploy").path("parameters");
    }

    /** The values that an environment gives to parameters of the template. */
    static Map<String, String> overrides(String environment) {
        String command = DEPLOYED.contains(environment) ? "deploy" : "global";
        Map<String, String> overrides = new HashMap<>();
        JsonNode given = file().at("/" + environment + "/" + command + "/parameters/parameter_overrides");
        if (given.isObject()) {
            addAll(given, overrides);
        }
        for (JsonNode entry : given.isArray() ? given : JsonNodeFactory.instance.arrayNode()) {
            String text = entry.asText();
            if (text.startsWith(FILE)) {
                addAll(ProjectFiles.yaml(text.substring(FILE.length())), overrides);
            } else {
                String[] nameAndValue = text.split("=", 2);
                overrides.put(nameAndValue[0], nameAndValue[1]);
            }
        }
        return overrides;
    }

    private static void addAll(JsonNode given, Map<String, String> overrides) {
        given.properties()
                .forEach(override ->
                        overrides.put(override.getKey(), override.getValue().asText()));
    }
}
