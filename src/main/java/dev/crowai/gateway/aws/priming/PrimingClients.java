package dev.crowai.gateway.aws.priming;

import dev.crowai.gateway.aws.dynamodb.DynamoDbClients;
import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
import dev.crowai.gateway.aws.dynamodb.TableAccess;
import dev.crowai.gateway.aws.secrets.Secrets;
import dev.crowai.gateway.aws.secrets.SecretsManagerSource;
import dev.crowai.gateway.aws.transport.SocketHttpClient;
import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.store.StoredItem;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.JdkUpstream;
import dev.crowai.gateway.upstream.UpstreamException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Executor;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Runs every outside client once, with its own instances that are closed afterwards. All calls go to a {@link
 * PrimingServer}, except one harmless read of the real table.
 */
final class PrimingClients {
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final StoreKey KEY = new StoreKey("priming", "priming");
    private static final Quota QUOTA = new Quota(100, 60);
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("priming", "priming"));

    private final AwsClients clients;
    private final InstantSource clock;
    private final Executor executor;

    PrimingClients(AwsClients clients, InstantSource clock, Executor executor) {
        this.clients = clients;
        this.clock = clock;
        this.executor = executor;
    }

    /** Makes every kind of call to the table and the secret; each {@code times} times. */
    void callAws(PrimingServer server, int times) throws StoreException {
        URI endpoint = server.uri("http");
        try (DynamoDbClient table = table(server);
                SecretsManagerClient keys = clients.secretsManager()
                        .get()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .build()) {
            DynamoDbStore store = store(table);
            for (int i = 0; i < times; i++) {
                store.get(Set.of(KEY));
                store.count(KEY, QUOTA, clock.instant());
                store.put(StoredItem.of(KEY, new byte[1_000], clock.instant().plus(TIME)));
                store.increment(KEY, clock.instant().plus(TIME));
                store.delete(Set.of(KEY));
            }
            new Secrets(
                            new SecretsManagerSource(keys, "priming"),
                            text -> Settings.platformSecrets(text, Environment.LOCAL),
                            clock,
                            executor,
                            _ -> {})
                    .get();
        }
    }

    /** A client of the server in place of DynamoDB. */
    static DynamoDbClient table(PrimingServer server) {
        return patient(new TableAccess(server.uri("http"), Region.US_EAST_1, CREDENTIALS));
    }

    /** A store on such a client. */
    DynamoDbStore store(DynamoDbClient table) {
        return new DynamoDbStore(table, "priming", clock);
    }

    /** A client with longer timeouts. A start has more time than a request, but the same code is loaded. */
    private static DynamoDbClient patient(TableAccess access) {
        return DynamoDbClients.create(
                access, new SocketHttpClient(TIME, TIME), TIME.multipliedBy(2), Clock.systemUTC());
    }

    /**
     * Makes calls to a service: {@code times} in clear text, and one over TLS, which ends in the handshake because the
     * server does not continue it.
     */
    void callServices(PrimingServer server, int times) throws UpstreamException {
        try (JdkUpstream upstream = new JdkUpstream(clock)) {
            for (int i = 0; i < times; i++) {
                upstream.send(post(server.uri("http")));
            }
            upstream.send(post(server.uri("https")));
        } catch (UpstreamException ended) {
            if (ended.kind() != UpstreamException.FailureKind.UNREACHABLE) {
                throw ended;
            }
        }
    }

    private static Call post(URI uri) {
        return new Call(
                Method.POST,
                uri,
                Headers.of("Content-Type", "application/json", "Accept", "application/json"),
                Body.of("{}"),
                TIME,
                "priming");
    }

    /**
     * Reads an item that does not exist from the real table, with the real endpoint, region, credentials and TLS. The
     * connection is closed after the response.
     *
     * @throws StoreException when the table does not respond, for example because it does not exist yet
     */
    void readTable(Settings settings) throws StoreException {
        try (DynamoDbClient client = patient(clients.table().get())) {
            new DynamoDbStore(client, settings.table(), clock).get(Set.of(KEY));
        }
    }
}
