package dev.crowai.gateway.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.ratelimit.Limits;
import dev.crowai.gateway.ratelimit.Policy;
import dev.crowai.gateway.ratelimit.RateLimitMode;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.store.Quota;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of one deployment (SPEC "Configuration"), parsed once at start.
 *
 * @param environment {@code ENVIRONMENT}
 * @param table {@code CACHE}: the name of the DynamoDB table
 * @param secrets {@code SECRETS_ID}, or the plain variables
 * @param services the catalogue with {@code SERVICE_URLS} and {@code CACHE_TTLS} in it
 * @param authServiceUrl where the gateway's own calls to the auth service go
 * @param limits {@code RATE_LIMIT_MODE} and {@code RATE_LIMITS}
 * @param jwtIssuer {@code JWT_ISSUER}
 * @param clientIpHeader {@code CLIENT_IP_HEADER}
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
        Optional<String> clientIpHeader,
        LogLevel logLevel) {

    private static final int MOST_TTL_SECONDS = 86_400;

    /** What {@code template.yaml} puts into a new secret. */
    private static final String PLACEHOLDER = "REPLACE_ME";

    private static final String THE_SECRET = "the secret that SECRETS_ID names";

    private static final Set<String> KEYS = Set.of(
            "INTERNAL_GATEWAY_KEY",
            "INTERNAL_GATEWAY_KEY_PREVIOUS",
            "SERVICE_API_KEY_ORG_SERVICE",
            "CRAWLER_SERVICE_SECRET");

    /**
     * Reads the environment.
     *
     * @throws SettingsException naming every variable that is wrong or missing
     */
    public static Settings of(Map<String, String> variables) {
        Variables in = new Variables(variables);
        in.required("ENVIRONMENT", "");
        Environment environment = in.parsed("ENVIRONMENT", Environment::parse, "local, dev or prod")
                .orElse(Environment.LOCAL);
        String table = in.required("CACHE", "");
        SecretsSource secrets = secrets(in, environment);
        Services services = Services.of(environment, serviceUrls(in), cacheTtls(in));
        URI authServiceUrl =
                in.origin("AUTH_SERVICE_URL").orElse(services.auth().baseUrl());
        RateLimitMode mode = in.parsed("RATE_LIMIT_MODE", RateLimitMode::named, "enforce, observe or off")
                .orElse(RateLimitMode.ENFORCE);
        Limits limits = new Limits(mode, quotas(in));
        Optional<String> clientIpHeader =
                in.parsed("CLIENT_IP_HEADER", name -> Optional.of(name).filter(Headers::isToken), "a field name");
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
                clientIpHeader,
                logLevel);
    }

    private static SecretsSource secrets(Variables in, Environment environment) {
        Optional<String> secretId = in.text("SECRETS_ID");
        if (secretId.isPresent()) {
            return new SecretsSource.FromSecretsManager(secretId.get());
        }
        return new SecretsSource.FromVariables(
                platformSecrets(in, environment, "is required unless SECRETS_ID is set"));
    }

    /**
     * Reads the keys from the text of a secret: a JSON object whose members are named as the variables are.
     *
     * @throws SettingsException when it is no JSON object; else naming every member that is no string, wrong, missing
     *     or still the placeholder of the template
     */
    public static PlatformSecrets platformSecrets(String json, Environment environment) {
        Variables secret = new Variables(Map.of(THE_SECRET, json));
        Map<String, String> members = secret.object(THE_SECRET, (name, value) -> {
            if (KEYS.contains(name) && !value.isTextual()) {
                secret.fault(name, "must be a string in " + THE_SECRET);
            }
            return Optional.ofNullable(value.textValue());
        });
        secret.complain();
        Variables in = new Variables(members);
        PlatformSecrets secrets = platformSecrets(in, environment, "is missing in " + THE_SECRET);
        in.complain();
        return secrets;
    }

    private static PlatformSecrets platformSecrets(Variables in, Environment environment, String whenMissing) {
        boolean all = environment != Environment.LOCAL;
        return new PlatformSecrets(
                secret(in, "INTERNAL_GATEWAY_KEY", true, whenMissing).orElseGet(() -> Secret.of("")),
                secret(in, "INTERNAL_GATEWAY_KEY_PREVIOUS", false, whenMissing),
                secret(in, "SERVICE_API_KEY_ORG_SERVICE", all, whenMissing),
                secret(in, "CRAWLER_SERVICE_SECRET", all, whenMissing));
    }

    private static Optional<Secret> secret(Variables in, String name, boolean required, String whenMissing) {
        Optional<Secret> secret = in.secret(name);
        if (required && in.text(name).isEmpty()) {
            in.fault(name, whenMissing);
        }
        if (secret.filter(value -> value.matches(PLACEHOLDER)).isPresent()) {
            in.fault(name, "is still the placeholder " + PLACEHOLDER);
        }
        return secret;
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
