package dev.crowai.gateway.aws;

import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Reads one secret. Endpoint, region and credentials come the AWS SDK's standard way. */
final class SecretsManagerSource implements Secrets.Source {
    private static final Duration ONE_TRY = Duration.ofSeconds(2);
    private static final Duration WHOLE_CALL = Duration.ofSeconds(5);

    private final SecretsManagerClient client;
    private final String secretId;

    SecretsManagerSource(SecretsManagerClient client, String secretId) {
        this.client = client;
        this.secretId = secretId;
    }

    /**
     * With a client of its own.
     *
     * @param secretId its name or ARN
     */
    static SecretsManagerSource of(String secretId) {
        SecretsManagerClient client = SecretsManagerClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(ONE_TRY))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .apiCallAttemptTimeout(ONE_TRY)
                        .apiCallTimeout(WHOLE_CALL)
                        .build())
                .build();
        return new SecretsManagerSource(client, secretId);
    }

    /** The text of the secret; empty for a binary one. */
    @Override
    public String read() {
        String text = client.getSecretValue(request -> request.secretId(secretId)).secretString();
        return Optional.ofNullable(text).orElse("");
    }
}
