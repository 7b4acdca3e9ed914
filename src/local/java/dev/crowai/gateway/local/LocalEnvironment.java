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
 * The gateway's configuration on a laptop: values of its own, and over them what the shell says about the variables of
 * SPEC "Configuration". Where it runs and which table it uses are not for the shell to say.
 */
final class LocalEnvironment {
    static final String TABLE = "crow-gateway-local";
    static final String INTERNAL_KEY = "INTERNAL_GATEWAY_KEY";
    static final String SERVICE_KEY = "SERVICE_API_KEY_ORG_SERVICE";

    /** Known to everybody, like everything here; a developer's own services can be started with it. */
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

    /** Demo services that share two keys with the gateway, and echo what they receive. */
    DemoConfig echoConfig() {
        return DemoConfig.of(
                shell.getOrDefault(INTERNAL_KEY, DEFAULT_INTERNAL_KEY),
                shell.getOrDefault(SERVICE_KEY, "local-service-api-key"));
    }

    /** The same, populated. */
    DemoConfig demoConfig() {
        return echoConfig().whenPopulated();
    }

    /**
     * The whole of it.
     *
     * @param services what leads to the demo services; empty without them
     * @param database what leads to the table
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

    /** A developer's own URLs over the demo services' ones; what is no JSON object is left for the gateway to refuse. */
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
