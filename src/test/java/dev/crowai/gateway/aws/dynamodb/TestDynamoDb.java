package dev.crowai.gateway.aws.dynamodb;

import dev.crowai.gateway.aws.transport.SocketHttpClient;
import dev.crowai.gateway.local.EmbeddedDynamoDb;
import dev.crowai.gateway.local.TemplateTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A real DynamoDB for integration tests, one for the whole JVM: the endpoint in {@code AWS_ENDPOINT_URL_DYNAMODB} where
 * there is one, else LocalStack where Docker has its image, else DynamoDB Local in the process. Every {@link #table}
 * is new.
 */
public final class TestDynamoDb {
    private static final DockerImageName LOCALSTACK = DockerImageName.parse("localstack/localstack:4.14.0");

    /** For the client of Docker to say whether an image is here. */
    private static final Duration DOCKER_LIMIT = Duration.ofSeconds(10);

    /** For an image that is here to become a LocalStack that answers. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** Far above the gateway's own: a cold DynamoDB Local on a busy machine is slow, and no test is about that. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Region REGION = Region.US_EAST_1;
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    private TestDynamoDb() {}

    /**
     * A new, empty table.
     *
     * @param client the gateway's own, for the store, and a scan; counts its calls in {@code calls}
     */
    public record Table(DynamoDbClient client, String name, CountedCalls calls) {}

    /** A new table as {@code template.yaml} defines it. */
    public static Table table() {
        URI endpoint = Shared.ENDPOINT;
        DynamoDbClient whole = generated(endpoint);
        String name = "test-" + UUID.randomUUID();
        try {
            TemplateTable.read(TemplateTable.TEMPLATE).create(whole, name);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        CountedCalls calls = new CountedCalls(
                DynamoDbClients.create(
                        new TableAccess(endpoint, REGION, CREDENTIALS),
                        new SocketHttpClient(PATIENCE, PATIENCE),
                        PATIENCE,
                        Clock.systemUTC()),
                whole);
        return new Table(calls, name, calls);
    }

    /** Where the tables are. */
    public static URI endpoint() {
        return Shared.ENDPOINT;
    }

    /** Environment variables that lead a gateway to a new table. */
    public static Map<String, String> environment() {
        return Map.of(
                "CACHE", table().name(),
                "AWS_ENDPOINT_URL_DYNAMODB", endpoint().toString(),
                "AWS_REGION", REGION.id(),
                "AWS_ACCESS_KEY_ID", "test",
                "AWS_SECRET_ACCESS_KEY", "test");
    }

    /** The SDK's own client of all operations. */
    private static DynamoDbClient generated(URI endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(REGION)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(PATIENCE)
                        .socketTimeout(PATIENCE))
                .build();
    }

    /**
     * Begun once, by the first test that needs it; the process takes it down. The endpoint alone: the thread that starts a
     * container must not use a class whose initialization waits for that thread.
     */
    private static final class Shared {
        static final URI ENDPOINT = choose();
    }

    private static URI choose() {
        return given().or(TestDynamoDb::localStack).orElseGet(TestDynamoDb::inProcess);
    }

    private static Optional<URI> given() {
        Optional<URI> endpoint = Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL_DYNAMODB"))
                .filter(text -> !text.isBlank())
                .map(URI::create);
        endpoint.ifPresent(uri -> say("the endpoint in AWS_ENDPOINT_URL_DYNAMODB, " + uri));
        return endpoint;
    }

    /** Pulls nothing: whoever wants it pulls the image first, and a machine that cannot pull loses no time. */
    private static Optional<URI> localStack() {
        if (!isImageHere()) {
            say("no Docker that has the image " + LOCALSTACK);
            return Optional.empty();
        }
        FutureTask<URI> container = new FutureTask<>(TestDynamoDb::startContainer);
        Thread.ofVirtual().start(container);
        try {
            URI endpoint = container.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            say("LocalStack in a container, " + endpoint);
            return Optional.of(endpoint);
        } catch (ExecutionException | TimeoutException noContainer) {
            container.cancel(true);
            say("no container: " + noContainer);
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @SuppressWarnings("resource")
    private static URI startContainer() {
        LocalStackContainer container = new LocalStackContainer(LOCALSTACK).withServices("dynamodb");
        container.start();
        return container.getEndpoint();
    }

    private static boolean isImageHere() {
        try {
            Process docker = new ProcessBuilder("docker", "image", "inspect", LOCALSTACK.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = docker.waitFor(DOCKER_LIMIT.toSeconds(), TimeUnit.SECONDS);
            docker.destroyForcibly();
            return ended && docker.exitValue() == 0;
        } catch (IOException noDocker) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** It is never closed: it ends with the process. */
    @SuppressWarnings("resource")
    private static URI inProcess() {
        try {
            URI endpoint = EmbeddedDynamoDb.start().endpoint();
            say("DynamoDB Local in the process, " + endpoint);
            return endpoint;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void say(String which) {
        System.out.println("DynamoDB for tests: " + which);
    }
}
