package dev.crowai.gateway.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.demo.DemoConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway's configuration on a developer's machine: default values, which the shell's variables of SPEC
 * "Configuration" override. The shell cannot override the environment and the table.
 */
final class LocalEnvironment {
    static final String TABLE = "crow-gateway-local";
    static final String INTERNAL_KEY = "INTERNAL_GATEWAY_KEY";
    static final String SERVICE_KEY = "SERVICE_API_KEY_ORG_SERVICE";

    /** A public default value. A developer can start other services with it too. */
    static final String DEFAULT_INTERNAL_KEY = "local-internal-gateway-key";

    private static final String SERVICE_URLS = "SERVICE_URLS";
    private static final List<String> FROM_THE_SHELL = List.of(
            "AUTH_SERVICE_URL",
            INTERNAL_KEY,
            "INTERNAL_GATEWAY_KEY_PREVIOUS",
            SERVICE_KEY,
            "CRAWLER_SERVICE_SECRET",
            "RATE_LIMIT_MODE",
            "RATE_LIMITS",
            "CACHE_TTLS",
            "JWT_ISSUER",
            "CLIENT_IP_HEADER",
            "ORIGIN_VERIFY",
            "ORIGIN_VERIFY_SECRET",
            "ORIGIN_VERIFY_SECRET_PREVIOUS",
            "PUBLIC_HOST",
            "LOG_LEVEL");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> shell;

    LocalEnvironment(Map<String, String> shell) {
        this.shell = Map.copyOf(shell);
    }

    /** The settings for demo services that return what they receive, with the two keys that the gateway also uses. */
    DemoConfig echoConfig() {
        return DemoConfig.of(
                shell.getOrDefault(INTERNAL_KEY, DEFAULT_INTERNAL_KEY),
                shell.getOrDefault(SERVICE_KEY, "local-service-api-key"));
    }

    /** The same settings for populated demo services. */
    DemoConfig demoConfig() {
        return echoConfig().whenPopulated();
    }

    /**
     * The complete configuration.
     *
     * @param services the variables for the demo services; empty without them
     * @param database the variables for the table
     */
    Map<String, String> with(Map<String, String> services, Map<String, String> database) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("ENVIRONMENT", "local");
        environment.put("CACHE", TABLE);
        environment.put(INTERNAL_KEY, DEFAULT_INTERNAL_KEY);
        environment.putAll(services);
        environment.putAll(database);
        for (String name : FROM_THE_SHELL) {
            Optional.ofNullable(shell.get(name)).ifPresent(value -> environment.put(name, value));
        }
        Optional.ofNullable(shell.get(SERVICE_URLS))
                .ifPresent(own -> environment.merge(SERVICE_URLS, own, LocalEnvironment::over));
        return Map.copyOf(environment);
    }

    /** The developer's own services, segment to base URL, in their order; empty when the JSON is malformed. */
    Map<String, String> ownServices() {
        Map<String, String> own = new LinkedHashMap<>();
        try {
            JSON.readTree(shell.getOrDefault(SERVICE_URLS, ""))
                    .properties()
                    .forEach(url -> own.put(url.getKey(), url.getValue().asText()));
        } catch (JsonProcessingException refusedByTheGateway) {
            // The gateway names the variable when it refuses its value.
        }
        return own;
    }

    /**
     * The developer's own URLs override those of the demo services. A value that is not a JSON object is not changed,
     * and the gateway refuses it.
     */
    private static String over(String demo, String own) {
        try {
            JsonNode urls = JSON.readTree(own);
            return urls instanceof ObjectNode object
                    ? ((ObjectNode) JSON.readTree(demo)).setAll(object).toString()
                    : own;
        } catch (JsonProcessingException notJson) {
            return own;
        }
    }
}
