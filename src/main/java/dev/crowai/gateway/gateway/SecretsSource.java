package dev.crowai.gateway.gateway;

import dev.crowai.gateway.identity.PlatformSecrets;

/** Where the keys come from that the gateway shares with the services. */
public sealed interface SecretsSource {

    /** Plain variables: the same for as long as the process lives. */
    record FromVariables(PlatformSecrets secrets) implements SecretsSource {}

    /**
     * A secret of Secrets Manager, read again from time to time.
     *
     * @param secretId its name or ARN
     */
    record FromSecretsManager(String secretId) implements SecretsSource {}
}
