package dev.crowai.gateway.aws;

import dev.crowai.gateway.aws.dynamodb.TableAccess;
import java.util.function.Supplier;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * How the function's clients of AWS are made. Each is a new one, for what is primed before a snapshot and what serves
 * after it share no connection and no credentials.
 *
 * @param table where the table is and who asks
 * @param secretsManager for the keys
 */
record AwsClients(Supplier<TableAccess> table, Supplier<SecretsManagerClientBuilder> secretsManager) {

    /** Clients that find endpoint, region and credentials the SDK's standard way. */
    static AwsClients standard() {
        return new AwsClients(TableAccess::standard, SecretsManagerSource::builder);
    }
}
