package dev.crowai.gateway.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;

/** What {@code samconfig.toml} says of each environment. */
final class SamConfig {
    static final List<String> DEPLOYED = List.of("dev", "prod");
    static final List<String> ENVIRONMENTS = List.of("local", "dev", "prod");

    private SamConfig() {}

    static JsonNode file() {
        return ProjectFiles.toml("samconfig.toml");
    }

    static JsonNode deploy(String environment) {
        return file().path(environment).path("deploy").path("parameters");
    }

    /** The values that an environment gives to parameters of the template. */
    static Map<String, String> overrides(String environment) {
        String command = environment.equals("local") ? "global" : "deploy";
        Map<String, String> overrides = new HashMap<>();
        file().at("/" + environment + "/" + command + "/parameters/parameter_overrides")
                .properties()
                .forEach(override ->
                        overrides.put(override.getKey(), override.getValue().asText()));
        return overrides;
    }

    /** A short name for everything that parameters tell the function: it moves when one of those values does. */
    static String settingsRevision(String environment) {
        JsonNode parameters = Stack.template().get("Parameters");
        Map<String, String> overrides = overrides(environment);
        Map<String, String> seen = new TreeMap<>();
        for (String name : seenByTheFunction()) {
            String standard = parameters.path(name).path("Default").asText();
            seen.put(name, overrides.getOrDefault(name, standard));
        }
        CRC32 sum = new CRC32();
        sum.update(seen.toString().getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", sum.getValue());
    }

    private static Set<String> seenByTheFunction() {
        JsonNode template = Stack.template();
        JsonNode function = template.at("/Resources/GatewayFunction/Properties");
        Set<String> names = new TreeSet<>();
        for (String versioned : List.of("Environment", "MemorySize", "Timeout")) {
            function.get(versioned).findValuesAsText("Ref").stream()
                    .filter(template.get("Parameters")::has)
                    .forEach(names::add);
        }
        return names;
    }
}
