package dev.crowai.gateway.aws.secrets;

import dev.crowai.gateway.aws.transport.SocketHttpClient;
import dev.crowai.gateway.gateway.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** Reads one secret. Endpoint, region and credentials come the AWS SDK's standard way. */
public final class SecretsManagerSource implements Secrets.Source {
    private static final Duration ONE_TRY = Duration.ofSeconds(2);
    private static final Duration WHOLE_CALL = Duration.ofSeconds(5);

    private final SecretsManagerClient client;
    private final String secretId;

    /**
     * Reads through a client.
     *
     * @param secretId its name or ARN
     */
    public SecretsManagerSource(SecretsManagerClient client, String secretId) {
        this.client = client;
        this.secretId = secretId;
    }

    /** A client with the time limits of a start, which waits for the keys. */
    public static SecretsManagerClientBuilder builder() {
        return builder(ONE_TRY, WHOLE_CALL);
    }

    /**
     * A client with other time limits.
     *
     * @param oneTry how long one attempt may take
     * @param wholeCall how long a call with its retries may take
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
