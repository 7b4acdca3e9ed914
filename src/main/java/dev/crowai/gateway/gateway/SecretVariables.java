package dev.crowai.gateway.gateway;

import dev.crowai.gateway.identity.OriginSecrets;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.route.Environment;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the keys. They are either plain variables, or members with the same names of one secret. */
final class SecretVariables {
    private static final String INTERNAL_KEY = "INTERNAL_GATEWAY_KEY";
    private static final String PREVIOUS_INTERNAL_KEY = "INTERNAL_GATEWAY_KEY_PREVIOUS";
    private static final String SERVICE_KEY = "SERVICE_API_KEY_ORG_SERVICE";
    private static final String CRAWLER_SECRET = "CRAWLER_SERVICE_SECRET";
    private static final String ORIGIN_SECRET = "ORIGIN_VERIFY_SECRET";
    private static final String PREVIOUS_ORIGIN_SECRET = "ORIGIN_VERIFY_SECRET_PREVIOUS";

    private static final Set<String> NAMES = Set.of(
            INTERNAL_KEY, PREVIOUS_INTERNAL_KEY, SERVICE_KEY, CRAWLER_SECRET, ORIGIN_SECRET, PREVIOUS_ORIGIN_SECRET);

    /** The value that {@code template.yaml} writes into a new secret. */
    private static final String PLACEHOLDER = "REPLACE_ME";

    private static final String THE_SECRET = "the secret that SECRETS_ID names";

    private final Variables in;
    private final String whenMissing;

    private SecretVariables(Variables in, String whenMissing) {
        this.in = in;
        this.whenMissing = whenMissing;
    }

    /** The source of the keys: {@code SECRETS_ID}, or else the plain variables. */
    static SecretsSource source(Variables in, Environment environment, FrontProxy frontProxy) {
        return in.text("SECRETS_ID")
                .<SecretsSource>map(SecretsSource.FromSecretsManager::new)
                .orElseGet(() -> new SecretsSource.FromVariables(
                        new SecretVariables(in, "is required unless SECRETS_ID is set").read(environment, frontProxy)));
    }

    /** The keys in the text of a secret, see {@link Settings#platformSecrets}. */
    static PlatformSecrets ofSecret(String json, Environment environment, FrontProxy frontProxy) {
        Variables secret = new Variables(Map.of(THE_SECRET, json));
        Map<String, String> members = secret.object(THE_SECRET, (name, value) -> {
            if (NAMES.contains(name) && !value.isTextual()) {
                secret.fault(name, "must be a string in " + THE_SECRET);
            }
            return Optional.ofNullable(value.textValue());
        });
        secret.complain();
        Variables in = new Variables(members);
        PlatformSecrets secrets = new SecretVariables(in, "is missing in " + THE_SECRET).read(environment, frontProxy);
        in.complain();
        return secrets;
    }

    private PlatformSecrets read(Environment environment, FrontProxy frontProxy) {
        boolean all = environment != Environment.LOCAL;
        return new PlatformSecrets(
                secret(INTERNAL_KEY, true).orElseGet(() -> Secret.of("")),
                secret(PREVIOUS_INTERNAL_KEY, false),
                secret(SERVICE_KEY, all),
                secret(CRAWLER_SECRET, all),
                new OriginSecrets(
                        secret(ORIGIN_SECRET, frontProxy.needsSecret()), secret(PREVIOUS_ORIGIN_SECRET, false)));
    }

    private Optional<Secret> secret(String name, boolean required) {
        Optional<Secret> secret = in.secret(name);
        if (required && in.text(name).isEmpty()) {
            in.fault(name, whenMissing(name));
        }
        if (secret.filter(value -> value.matches(PLACEHOLDER)).isPresent()) {
            in.fault(name, "is still the placeholder " + PLACEHOLDER);
        }
        return secret;
    }

    private String whenMissing(String name) {
        return name.equals(ORIGIN_SECRET)
                ? whenMissing + ", for CLIENT_IP_HEADER and ORIGIN_VERIFY=all mean nothing without it"
                : whenMissing;
    }
}
