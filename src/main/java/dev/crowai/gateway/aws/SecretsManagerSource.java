package dev.crowai.gateway.aws;

import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** Reads one secret. Endpoint, region and credentials come the AWS SDK's standard way. */
final class SecretsManagerSource implements Secrets.Source {
    private static final Duration ONE_TRY = Duration.ofSeconds(2);
    private static final Duration WHOLE_CALL = Duration.ofSeconds(5);

    private final SecretsManagerClient client;
    private final String secretId;

    /**
     * Reads through a client.
     *
     * @param secretId its name or ARN
     */
    SecretsManagerSource(SecretsManagerClient client, String secretId) {
        this.client = client;
        this.secretId = secretId;
    }

    /** A client with the time limits of a start, which waits for the keys. */
    static SecretsManagerClientBuilder builder() {
        return SecretsManagerClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(ONE_TRY))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .apiCallAttemptTimeout(ONE_TRY)
                        .apiCallTimeout(WHOLE_CALL)
                        .build());
    }

    /** The text of the secret; empty for a binary one. */
    @Override
    public String read() {
        String text =
                client.getSecretValue(request -> request.secretId(secretId)).secretString();
        return Optional.ofNullable(text).orElse("");
    }
}
