package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.aws.Crowd.Asked;
import dev.crowai.gateway.aws.dynamodb.TableAccess;
import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import dev.crowai.gateway.aws.priming.AwsClients;
import dev.crowai.gateway.aws.secrets.SecretsManagerSource;
import dev.crowai.gateway.local.HttpDoor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * 32 requests at once, each of another caller: no identity, organization, trace, id, body, time or log member of one
 * appears in another. {@code -Dsoak.seconds=60} makes it longer.
 */
class ConcurrencyIT {
    private static final int AT_ONCE = 32;
    private static final Duration HOW_LONG = Duration.ofSeconds(Integer.getInteger("soak.seconds", 2));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicLong SEEDS = new AtomicLong(20261126);

    @TempDir
    private Path directory;

    /** Makes one request and asserts its response. */
    @FunctionalInterface
    private interface Client {
        void ask(Asked asked) throws Exception;
    }

    /** Everything that was asked in the time, by {@link #AT_ONCE} clients that each ask one request after the other. */
    private static List<Asked> ask(Client client) throws Exception {
        Queue<Asked> all = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + HOW_LONG.toNanos();
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < AT_ONCE; i++) {
                clients.add(threads.submit(() -> {
                    SplittableRandom random = new SplittableRandom(SEEDS.incrementAndGet());
                    while (System.nanoTime() < end) {
                        Asked asked = Asked.next(random);
                        client.ask(asked);
                        all.add(asked);
                    }
                    return null;
                }));
            }
        }
        for (Future<?> done : clients) {
            done.get();
        }
        return List.copyOf(all);
    }

    private static void assertLog(List<Asked> all, List<String> log) throws Exception {
        Map<String, JsonNode> lines = Crowd.requestLines(log);
        assertThat(lines).hasSize(all.size());
        for (Asked asked : all) {
            asked.assertLogged(Optional.ofNullable(lines.get(asked.id())).orElseThrow());
        }
        long served = lines.values().stream()
                .filter(line -> !Crowd.UNAVAILABLE.contains(line.path("status").asInt()))
                .count();
        assertThat(served).isGreaterThan(all.size() / 2);
        System.out.println(all.size() + " requests, " + AT_ONCE + " at once, in " + HOW_LONG.toSeconds() + " s, "
                + served + " served: no cross-talk");
    }

    private static Map<String, String> environment(CrowdServices services) {
        Map<String, String> environment = new HashMap<>(services.environment());
        environment.putAll(TestDynamoDb.environment());
        return environment;
    }

    @Test
    void requests_in_one_lambda_process_have_nothing_to_do_with_each_other() throws Exception {
        try (CrowdServices services = CrowdServices.start()) {
            Map<String, String> environment = environment(services);
            environment.put("AWS_LAMBDA_MAX_CONCURRENCY", Integer.toString(AT_ONCE));
            try (FunctionProcess function = FunctionProcess.start(directory, environment)) {
                List<Asked> all = ask(asked -> {
                    JsonNode response =
                            JSON.readTree(function.invoke(asked.event()).json());
                    asked.assertResponse(
                            response.path("statusCode").asInt(),
                            response.path("headers").path("X-Request-Id").asText(),
                            response.path("headers").path("X-Cache").asText(),
                            response.path("body").asText(),
                            Crowd.total(response.path("headers")
                                    .path("Server-Timing")
                                    .asText()),
                            asked.address());
                });

                assertLog(all, function.log().lines().toList());
            }
        }
    }

    @Test
    void requests_at_the_local_server_have_nothing_to_do_with_each_other() throws Exception {
        Queue<String> log = new ConcurrentLinkedQueue<>();
        StaticCredentialsProvider credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
        AwsClients clients = new AwsClients(
                () -> new TableAccess(TestDynamoDb.endpoint(), Region.US_EAST_1, credentials),
                SecretsManagerSource::builder);
        try (CrowdServices services = CrowdServices.start();
                HttpDoor door = HttpDoor.open(
                        0,
                        new GatewayFunction(
                                environment(services), clients, InstantSource.system(), new SecureRandom(), log::add));
                HttpClient client = HttpClient.newHttpClient()) {
            List<Asked> all = ask(asked -> {
                HttpRequest.Builder request = HttpRequest.newBuilder(
                                URI.create(door.uri() + asked.path() + "?" + asked.query()))
                        .method(asked.method(), BodyPublishers.ofString(asked.body()));
                asked.headers().forEach(request::header);
                if (!asked.cookies().isEmpty()) {
                    request.header("cookie", String.join("; ", asked.cookies()));
                }
                HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
                asked.assertResponse(
                        response.statusCode(),
                        response.headers().firstValue("X-Request-Id").orElse(""),
                        response.headers().firstValue("X-Cache").orElse(""),
                        response.body(),
                        Crowd.total(
                                response.headers().firstValue("Server-Timing").orElse("")),
                        "127.0.0.1");
            });

            assertLog(all, List.copyOf(log));
        }
    }
}
