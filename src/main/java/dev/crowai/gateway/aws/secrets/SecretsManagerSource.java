package dev.crowai.gateway.aws.secrets;

import dev.crowai.gateway.aws.transport.SocketHttpClient;
import dev.crowai.gateway.gateway.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** Reads one secret. It finds endpoint, region and credentials in the AWS SDK's standard way. */
public final class SecretsManagerSource implements Secrets.Source {
    private static final Duration ONE_TRY = Duration.ofSeconds(2);
    private static final Duration WHOLE_CALL = Duration.ofSeconds(5);

    private final SecretsManagerClient client;
    private final String secretId;

    /**
     * A source that reads through a client.
     *
     * @param secretId the name or ARN of the secret
     */
    public SecretsManagerSource(SecretsManagerClient client, String secretId) {
        this.client = client;
        this.secretId = secretId;
    }

    /** A client with the timeouts of a start, which waits for the keys. */
    public static SecretsManagerClientBuilder builder() {
        return builder(ONE_TRY, WHOLE_CALL);
    }

    /**
     * A client with other timeouts.
     *
     * @param oneTry the timeout of one try
     * @param wholeCall the timeout of a call with its retries
     */
    public static SecretsManagerClientBuilder builder(Duration oneTry, Duration wholeCall) {
        return SecretsManagerClient.builder()
                .httpClientBuilder(new SocketHttpClient.Builder(oneTry, oneTry))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .apiCallAttemptTimeout(oneTry)
                        .apiCallTimeout(wholeCall)
                        .build());
    }

    @Override
    public String read() {
        return Optional.ofNullable(client.getSecretValue(request -> request.secretId(secretId))
                        .secretString())
                .orElseThrow(
                        () -> new SettingsException(List.of("the secret that SECRETS_ID names is binary, no text")));
    }
}
