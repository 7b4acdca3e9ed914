package dev.crowai.gateway.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.store.Quota;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of one deployment (SPEC "Configuration"), parsed once at start.
 *
 * @param environment {@code ENVIRONMENT}
 * @param table {@code CACHE}: the name of the DynamoDB table
 * @param secrets {@code SECRETS_ID}, or the plain variables
 * @param services the catalogue, with {@code SERVICE_URLS} and {@code CACHE_TTLS} applied
 * @param authServiceUrl the base URL for the gateway's own calls to the auth service
 * @param limits {@code RATE_LIMIT_MODE} and {@code RATE_LIMITS}
 * @param jwtIssuer {@code JWT_ISSUER}
 * @param frontProxy {@code CLIENT_IP_HEADER}, {@code ORIGIN_VERIFY} and {@code PUBLIC_HOST}
 * @param logLevel {@code LOG_LEVEL}
 */
public record Settings(
        Environment environment,
        String table,
        SecretsSource secrets,
        Services services,
        URI authServiceUrl,
        Limits limits,
        Optional<String> jwtIssuer,
        FrontProxy frontProxy,
        LogLevel logLevel) {

    private static final int MOST_TTL_SECONDS = 86_400;

    /** The name of the developer's machine in a container. */
    private static final String CONTAINER_HOST = "host.docker.internal";

    /**
     * Reads the environment variables.
     *
     * @throws SettingsException when a variable is wrong or missing; it names all of them
     */
    public static Settings of(Map<String, String> variables) {
        Variables in = new Variables(variables);
        in.required("ENVIRONMENT", "");
        Environment environment = in.parsed("ENVIRONMENT", Environment::parse, "local, dev or prod")
                .orElse(Environment.LOCAL);
        String table = in.required("CACHE", "");
        FrontProxy frontProxy = FrontProxy.of(in);
        SecretsSource secrets = SecretVariables.source(in, environment, frontProxy);
        Services services = Services.of(environment, localHost(in), serviceUrls(in), cacheTtls(in));
        URI authServiceUrl =
                in.origin("AUTH_SERVICE_URL").orElse(services.auth().baseUrl());
        RateLimitMode mode = in.parsed("RATE_LIMIT_MODE", RateLimitMode::named, "enforce, observe or off")
                .orElse(RateLimitMode.ENFORCE);
        Limits limits = new Limits(mode, quotas(in));
        LogLevel logLevel = in.parsed("LOG_LEVEL", LogLevel::parse, "debug, info, warn or error")
                .orElse(LogLevel.INFO);
        in.complain();
        return new Settings(
                environment,
                table,
                secrets,
                services,
                authServiceUrl,
                limits,
                in.text("JWT_ISSUER"),
                frontProxy,
                logLevel);
    }

    /**
     * Reads the keys from the text of the secret that {@code SECRETS_ID} names. The text is a JSON object whose members
     * have the names of the variables.
     *
     * @throws SettingsException when the text is not a JSON object, or when members are not strings, wrong, missing, or
     *     still the placeholder of the template; it names all of them
     */
    public static PlatformSecrets platformSecrets(String json, Environment environment, FrontProxy frontProxy) {
        return SecretVariables.ofSecret(json, environment, frontProxy);
    }

    /** The same, for a deployment without a proxy. */
    public static PlatformSecrets platformSecrets(String json, Environment environment) {
        return platformSecrets(json, environment, FrontProxy.NONE);
    }

    /**
     * The host of the services in the local environment. {@code sam local} sets {@code AWS_SAM_LOCAL} and runs the
     * function in a container, where the developer's machine has another name.
     */
    private static String localHost(Variables in) {
        return in.text("AWS_SAM_LOCAL").isPresent() ? CONTAINER_HOST : Services.LOCAL_HOST;
    }

    private static Map<String, URI> serviceUrls(Variables in) {
        return in.object("SERVICE_URLS", (segment, url) -> {
            if (!isSegment(in, "SERVICE_URLS", segment)) {
                return Optional.empty();
            }
            return in.origin("SERVICE_URLS." + segment, url.asText());
        });
    }

    private static Map<String, Integer> cacheTtls(Variables in) {
        return in.object("CACHE_TTLS", (segment, seconds) -> {
            if (!isSegment(in, "CACHE_TTLS", segment)) {
                return Optional.empty();
            }
            return integer(in, "CACHE_TTLS." + segment, seconds, 0, MOST_TTL_SECONDS);
        });
    }

    private static boolean isSegment(Variables in, String variable, String segment) {
        boolean known = Services.segments().contains(segment);
        if (!known) {
            in.fault(variable, "names the unknown segment \"" + segment + "\"");
        }
        return known;
    }

    private static Map<Policy, Quota> quotas(Variables in) {
        Map<String, Quota> overridden = in.object("RATE_LIMITS", (name, quota) -> {
            if (Policy.named(name).isEmpty()) {
                in.fault("RATE_LIMITS", "names the unknown policy \"" + name + "\"");
                return Optional.empty();
            }
            String path = "RATE_LIMITS." + name;
            Optional<Integer> limit = integer(in, path + ".limit", quota.path("limit"), 1, 1_000_000);
            Optional<Integer> window = integer(in, path + ".window", quota.path("window"), 1, 86_400);
            return limit.flatMap(most -> window.map(seconds -> new Quota(most, seconds)));
        });
        Map<Policy, Quota> quotas = new HashMap<>();
        overridden.forEach((name, quota) -> quotas.put(Policy.named(name).orElseThrow(), quota));
        return quotas;
    }

    private static Optional<Integer> integer(Variables in, String path, JsonNode node, int least, int most) {
        if (node.isInt() && node.intValue() >= least && node.intValue() <= most) {
            return Optional.of(node.intValue());
        }
        in.fault(path, "must be an integer from " + least + " to " + most);
        return Optional.empty();
    }
}
