package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.dynamodb.DynamoDbClients;
import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
import dev.crowai.gateway.aws.dynamodb.TableAccess;
import dev.crowai.gateway.gateway.FailingDependency.Failure;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.LoopbackPlatform;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.JdkUpstream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * Every dependency, every failure, every kind of caller, over real sockets: what the client gets. The outcome is the
 * table of {@code docs/failures.md}.
 */
class FailuresIT {
    private static final Duration DEADLINE = Duration.ofSeconds(4);

    /** What the function keeps back of an invocation's time, so that a response this late still reaches the client. */
    private static final Duration RESERVE = Duration.ofMillis(750);

    /** A machine that is busy for a moment makes one response late, but not three in a row. */
    private static final int TRIES = 3;

    private static final int AT_ONCE = 32;
    private static final Platform TOKENS = new Platform(InstantSource.system());

    /** Two calls at once, each with its retries: the count and the read of the identity. */
    private static final int MOST_TABLE_CALLS = 8;

    /** One call with its retries. */
    private static final int MOST_SECRET_CALLS = 4;

    private static final Path PAGE = Path.of("docs/failures.md");
    private static final Path REPORT = Path.of("target/failures.md");

    private enum Dependency {
        AUTH("auth service"),
        ORGANIZATION("organization service"),
        USER("user service"),
        TARGET("target service"),
        TABLE("DynamoDB"),
        SECRETS("Secrets Manager, while the gateway runs");

        private final String label;

        Dependency(String label) {
            this.label = label;
        }
    }

    private enum Caller {
        SESSION_GET("session, GET", Method.GET, "products/7", "Cookie", "better-auth.session_token=ann.sig"),
        SESSION_POST("session, POST", Method.POST, "products/7", "Cookie", "better-auth.session_token=ann.sig"),
        NO_ACTIVE_GET(
                "session without active organization, GET",
                Method.GET,
                "products/7",
                "Cookie",
                "better-auth.session_token=bob.sig"),
        KEY_GET("API key, GET", Method.GET, "products/7", "X-API-Key", "crow_ann"),
        KEY_POST("API key, POST", Method.POST, "products/7", "X-API-Key", "crow_ann"),
        JWT_GET("JWT, GET", Method.GET, "products/7", "Authorization", "Bearer " + TOKENS.jwt("ann")),
        ANONYMOUS_GET("anonymous, GET", Method.GET, "qna/7", "Accept", "*/*"),
        ANONYMOUS_POST("anonymous, POST", Method.POST, "qna/7", "Accept", "*/*");

        private final String label;
        private final Method method;
        private final String path;
        private final String field;
        private final String value;

        Caller(String label, Method method, String path, String field, String value) {
            this.label = label;
            this.method = method;
            this.path = path;
            this.field = field;
            this.value = value;
        }

        boolean isAnonymous() {
            return this == ANONYMOUS_GET || this == ANONYMOUS_POST;
        }
    }

    /** One experiment and what came of it. */
    private record Cell(Dependency dependency, Failure failure, Caller caller, int status) {}

    @Test
    void every_failure_has_the_outcome_that_the_page_tells() throws Exception {
        List<Callable<Cell>> experiments = new ArrayList<>();
        for (Dependency dependency : Dependency.values()) {
            for (Failure failure : Failure.values()) {
                for (Caller caller : Caller.values()) {
                    experiments.add(() -> inTime(
                            dependency + " " + failure + " " + caller, () -> experiment(dependency, failure, caller)));
                }
            }
        }

        String table = table(atOnce(experiments));
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, table);
        assertThat(Files.readString(PAGE)).contains(table);
    }

    /** Silence takes time, so experiments run side by side. */
    private static <T> List<T> atOnce(List<Callable<T>> experiments) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Future<T> result : threads.invokeAll(experiments)) {
                results.add(result.get());
            }
        }
        return results;
    }

    /** Something and how long it took. */
    private record Timed<T>(T value, Duration took) {}

    /** Runs again what came too late; fails when it always does. */
    private static <T> T inTime(String name, Callable<Timed<T>> experiment) throws Exception {
        Timed<T> result = experiment.call();
        for (int tries = 1; tries < TRIES && isLate(result.took()); tries++) {
            result = experiment.call();
        }
        assertThat(isLate(result.took())).as("%s took %s", name, result.took()).isFalse();
        return result.value();
    }

    private static boolean isLate(Duration took) {
        return took.compareTo(DEADLINE.plus(RESERVE)) > 0;
    }

    private static Timed<Cell> experiment(Dependency dependency, Failure failure, Caller caller) throws Exception {
        Platform platform = new Platform(InstantSource.system());
        try (LoopbackPlatform healthy = LoopbackPlatform.of(platform);
                FailingDependency failing = FailingDependency.that(failure);
                JdkUpstream upstream = new JdkUpstream(InstantSource.system());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Gateway gateway = gateway(dependency, failing.url(), healthy.url(), upstream, executor);
            Instant begin = Instant.now();

            Response response = gateway.handle(arrival(caller), DEADLINE);

            Duration took = Duration.between(begin, Instant.now());
            String name = dependency + " " + failure + " " + caller;
            Cell cell = new Cell(dependency, failure, caller, response.status());
            assertOutcome(name, dependency, caller, response);
            assertCalls(name, cell, platform, failing);
            return new Timed<>(cell, took);
        }
    }

    /** A failing lookup is never 401, and never "nobody". */
    private static void assertOutcome(String name, Dependency dependency, Caller caller, Response response) {
        switch (dependency) {
            case TARGET -> assertThat(response.status()).as(name).isIn(429, 500, 502, 503, 504);
            case TABLE, SECRETS -> assertThat(response.status()).as(name).isEqualTo(200);
            case AUTH, ORGANIZATION, USER ->
                assertThat(response.status()).as(name).isIn(caller.isAnonymous() ? Set.of(200) : Set.of(200, 502, 503));
        }
        if (response.status() == 503) {
            assertThat(response.header("Retry-After")).as(name).isPresent();
        }
        if (response.status() != 200 && dependency != Dependency.TARGET) {
            assertThat(response.body().utf8().orElse("")).as(name).contains("\"requestId\"");
        }
    }

    private static void assertCalls(String name, Cell cell, Platform platform, FailingDependency failing) {
        List<Call> forwarded = platform.forwarded();
        assertThat(forwarded).as(name).hasSizeLessThan(2);
        forwarded.forEach(call -> assertIdentity(name, cell.dependency(), cell.caller(), call.headers()));
        Map<String, Long> timesByRequest = failing.requests().stream()
                .collect(Collectors.groupingBy(FailuresIT::requestLine, Collectors.counting()));
        switch (cell.dependency()) {
            case TABLE -> assertThat(failing.requests()).as(name).hasSizeLessThanOrEqualTo(MOST_TABLE_CALLS);
            case SECRETS -> assertThat(failing.requests()).as(name).hasSizeLessThanOrEqualTo(MOST_SECRET_CALLS);
            case AUTH, ORGANIZATION, USER, TARGET -> {
                assertThat(timesByRequest)
                        .as(name)
                        .hasSizeLessThanOrEqualTo(mostRequests(cell.dependency(), cell.caller()));
                timesByRequest.forEach((request, times) ->
                        assertThat(times).as(name + request).isLessThanOrEqualTo(mostTimes(request, cell.failure())));
            }
        }
    }

    private static String requestLine(String request) {
        return request.lines().findFirst().orElse("");
    }

    /** Different requests to a service that fails: a session is two lookups at once, everything else is one. */
    private static int mostRequests(Dependency dependency, Caller caller) {
        return switch (caller) {
            case SESSION_GET, SESSION_POST, NO_ACTIVE_GET -> dependency == Dependency.AUTH ? 2 : 1;
            case KEY_GET, KEY_POST, JWT_GET, ANONYMOUS_GET, ANONYMOUS_POST -> 1;
        };
    }

    /** Only a GET whose connection failed before any byte came back is sent once more. */
    private static long mostTimes(String request, Failure failure) {
        return request.startsWith("GET ") && failure == Failure.RESET ? 2 : 1;
    }

    /** What goes on although something has failed says no more about its caller than is known. */
    private static void assertIdentity(String name, Dependency dependency, Caller caller, Headers sent) {
        boolean bob = caller == Caller.NO_ACTIVE_GET;
        assertThat(sent.first("X-User-Id"))
                .as(name)
                .isEqualTo(caller.isAnonymous() ? Optional.empty() : Optional.of(bob ? "bob" : "ann"));
        assertThat(sent.first("X-Organization-Id"))
                .as(name)
                .isEqualTo(caller.isAnonymous() ? Optional.empty() : Optional.of(bob ? Platform.BETA : Platform.ACME));
        if (dependency == Dependency.AUTH) {
            assertThat(sent.has("Authorization")).as(name).isFalse();
        }
    }

    private static Gateway gateway(
            Dependency failing, String badUrl, String goodUrl, JdkUpstream upstream, ExecutorService executor) {
        Map<String, String> urls = Services.segments().stream()
                .collect(Collectors.toMap(segment -> segment, segment -> isOf(failing, segment) ? badUrl : goodUrl));
        Settings settings = Settings.of(Map.of(
                "ENVIRONMENT",
                "local",
                "CACHE",
                "crow-gateway",
                "INTERNAL_GATEWAY_KEY",
                Platform.INTERNAL_KEY,
                "AUTH_SERVICE_URL",
                urls.get("auth"),
                "SERVICE_URLS",
                urls.entrySet().stream()
                        .map(url -> "\"" + url.getKey() + "\":\"" + url.getValue() + "\"")
                        .collect(Collectors.joining(",", "{", "}"))));
        InMemoryStore memory = new InMemoryStore(InstantSource.system(), 1000);
        Optional<DynamoDbStore> table = failing == Dependency.TABLE ? Optional.of(table(badUrl)) : Optional.empty();
        KeyValueStore store = table.<KeyValueStore>map(it -> it).orElse(memory);
        Counters counters = table.<Counters>map(it -> it).orElse(memory);
        Supplier<PlatformSecrets> secrets = failing == Dependency.SECRETS
                ? OverdueSecrets.behind(badUrl, executor)
                : () -> OverdueSecrets.of(Platform.INTERNAL_KEY);
        return new Gateway(
                settings,
                new Ports(
                        upstream,
                        secrets,
                        store,
                        counters,
                        new LinkedHashMap<>(),
                        InstantSource.system(),
                        System::nanoTime,
                        new SecureRandom(),
                        executor,
                        _ -> {},
                        Map.of(),
                        () -> false));
    }

    private static boolean isOf(Dependency dependency, String segment) {
        return switch (dependency) {
            case AUTH -> segment.equals("auth") || segment.equals("better-auth");
            case ORGANIZATION -> segment.equals("organizations");
            case USER -> segment.equals("users");
            case TARGET -> segment.equals("products") || segment.equals("qna");
            case TABLE, SECRETS -> false;
        };
    }

    private static DynamoDbStore table(String url) {
        return new DynamoDbStore(
                DynamoDbClients.create(new TableAccess(URI.create(url), Region.EU_WEST_1, credentials())),
                "crow-gateway",
                InstantSource.system());
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("example", "example"));
    }

    private static Arrival arrival(Caller caller) {
        Request request = Exchanges.request(
                caller.method,
                "/api/v1/" + caller.path,
                Headers.of(caller.field, caller.value),
                caller.method == Method.POST ? Body.of("{}") : Body.EMPTY);
        return new Arrival(request, Optional.empty(), TestGateway.REQUEST_ID);
    }

    private static String table(List<Cell> cells) {
        StringBuilder out = new StringBuilder();
        for (Dependency dependency : Dependency.values()) {
            out.append("### ").append(dependency.label).append("\n\n| failure |");
            Arrays.stream(Caller.values())
                    .forEach(caller -> out.append(' ').append(caller.label).append(" |"));
            out.append("\n|---|").append("---|".repeat(Caller.values().length)).append('\n');
            for (Failure failure : Failure.values()) {
                out.append("| ").append(failure).append(" |");
                cellsOf(cells, dependency, failure)
                        .forEach(cell -> out.append(' ').append(cell.status()).append(" |"));
                out.append('\n');
            }
            out.append('\n');
        }
        return out.substring(0, out.length() - 1);
    }

    private static Stream<Cell> cellsOf(List<Cell> cells, Dependency dependency, Failure failure) {
        return cells.stream().filter(cell -> cell.dependency() == dependency && cell.failure() == failure);
    }

    /** Every dependency is silent at once: they share the deadline. */
    @Test
    void a_request_whose_dependencies_all_hang_has_a_response_in_time() throws Exception {
        List<Callable<Response>> requests = new ArrayList<>();
        for (Caller caller : Caller.values()) {
            requests.add(() -> inTime(caller.toString(), () -> whileEverythingHangs(caller)));
        }

        assertThat(atOnce(requests))
                .extracting(Response::status)
                .containsExactly(503, 503, 503, 503, 503, 503, 504, 504);
    }

    private static Timed<Response> whileEverythingHangs(Caller caller) throws Exception {
        try (FailingDependency silent = FailingDependency.that(Failure.SILENT_HEAD);
                JdkUpstream upstream = new JdkUpstream(InstantSource.system());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Gateway gateway = gateway(Dependency.TABLE, silent.url(), silent.url(), upstream, executor);
            Instant begin = Instant.now();

            Response response = gateway.handle(arrival(caller), DEADLINE);

            return new Timed<>(response, Duration.between(begin, Instant.now()));
        }
    }
}
