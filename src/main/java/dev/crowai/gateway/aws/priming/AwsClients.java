package dev.crowai.gateway.aws.priming;

import dev.crowai.gateway.aws.dynamodb.TableAccess;
import dev.crowai.gateway.aws.secrets.SecretsManagerSource;
import java.util.function.Supplier;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * How the function's clients of AWS are made. Each is a new one, for what is primed before a snapshot and what serves
 * after it share no connection and no credentials.
 *
 * @param table where the table is and who asks
 * @param secretsManager for the keys
 */
public record AwsClients(Supplier<TableAccess> table, Supplier<SecretsManagerClientBuilder> secretsManager) {

    /** Clients that find endpoint, region and credentials the SDK's standard way. */
    public static AwsClients standard() {
        return new AwsClients(TableAccess::standard, SecretsManagerSource::builder);
    }
}
