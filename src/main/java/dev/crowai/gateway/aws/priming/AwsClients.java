package dev.crowai.gateway.aws.priming;

import dev.crowai.gateway.aws.dynamodb.TableAccess;
import dev.crowai.gateway.aws.secrets.SecretsManagerSource;
import java.util.function.Supplier;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * Makes the function's clients of AWS. Every call makes a new client, so that the clients for priming and those for
 * requests share no connection and no credentials.
 *
 * @param table the address of the table and the credentials for it
 * @param secretsManager the client for the keys
 */
public record AwsClients(Supplier<TableAccess> table, Supplier<SecretsManagerClientBuilder> secretsManager) {

    /** Clients that find endpoint, region and credentials in the SDK's standard way. */
    public static AwsClients standard() {
        return new AwsClients(TableAccess::standard, SecretsManagerSource::builder);
    }
}
