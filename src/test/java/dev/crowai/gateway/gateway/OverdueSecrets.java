package dev.crowai.gateway.gateway;

import dev.crowai.gateway.aws.secrets.Secrets;
import dev.crowai.gateway.aws.secrets.SecretsManagerSource;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.testing.HandMovedClock;
import dev.crowai.gateway.testing.Platform;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/** The keys of a gateway that runs while Secrets Manager fails. */
final class OverdueSecrets {
    private OverdueSecrets() {}

    /** Keys with this one for internal callers. */
    static PlatformSecrets of(String key) {
        return new PlatformSecrets(Secret.of(key), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Keys that were read, and then not for so long that the next request waits for them to be read again. */
    static Secrets behind(String url, Executor executor) {
        HandMovedClock clock = new HandMovedClock();
        Secrets secrets = new Secrets(
                new SecretsManagerSource(new ReadOnce(client(url)), "gateway/keys"),
                OverdueSecrets::of,
                clock,
                executor,
                _ -> {});
        var _ = secrets.get();
        clock.move(Duration.ofMinutes(11));
        return secrets;
    }

    /** A secret that can be read once, before the first failure. */
    private record ReadOnce(SecretsManagerClient failing, AtomicBoolean read) implements SecretsManagerClient {
        ReadOnce(SecretsManagerClient failing) {
            this(failing, new AtomicBoolean());
        }

        @Override
        public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
            return read.getAndSet(true)
                    ? failing.getSecretValue(request)
                    : GetSecretValueResponse.builder()
                            .secretString(Platform.INTERNAL_KEY)
                            .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            failing.close();
        }
    }

    /** A client with short timeouts. */
    static SecretsManagerClient client(String url) {
        return SecretsManagerSource.builder(Duration.ofMillis(300), Duration.ofSeconds(1))
                .endpointOverride(URI.create(url))
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("example", "example")))
                .build();
    }
}
