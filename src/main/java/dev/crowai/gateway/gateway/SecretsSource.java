package dev.crowai.gateway.gateway;

import dev.crowai.gateway.identity.PlatformSecrets;

/** The source of the keys that the gateway shares with the services. */
public sealed interface SecretsSource {

    /** Plain variables, which are constant while the process runs. */
    record FromVariables(PlatformSecrets secrets) implements SecretsSource {}

    /**
     * A secret in Secrets Manager, read again every few minutes.
     *
     * @param secretId its name or ARN
     */
    record FromSecretsManager(String secretId) implements SecretsSource {}
}
