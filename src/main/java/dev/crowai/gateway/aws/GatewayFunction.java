package dev.crowai.gateway.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.aws.codec.EventReader;
import dev.crowai.gateway.aws.codec.EventResponseWriter;
import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.aws.codec.TimeLimit;
import dev.crowai.gateway.aws.dynamodb.DynamoDbClients;
import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
import dev.crowai.gateway.aws.priming.AwsClients;
import dev.crowai.gateway.aws.priming.Priming;
import dev.crowai.gateway.aws.secrets.Secrets;
import dev.crowai.gateway.aws.secrets.SecretsManagerSource;
import dev.crowai.gateway.gateway.Gateway;
import dev.crowai.gateway.gateway.Ports;
import dev.crowai.gateway.gateway.SecretsSource;
import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.gateway.SettingsException;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.observe.FaultLog;
import dev.crowai.gateway.pages.BuiltInPages;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.StoreKey;
import dev.crowai.gateway.upstream.JdkUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The Lambda function. It reads the event of an HTTP API or a function URL and writes the response. It is built once
 * per process, and all faults of the configuration are reported together. Thread-safe.
 *
 * <p>With SnapStart, Lambda freezes the started process when a version is published, and copies it for every instance.
 * Therefore the keys of Secrets Manager are read after the restore, and the clients are not used before it. The
 * snapshot contains no connection, credential, identity or count.
 */
public final class GatewayFunction implements RequestStreamHandler, Resource {
    /**
     * The part of the invocation's time that is reserved for returning the response, so that Lambda does not end the
     * invocation first.
     */
    private static final Duration RESERVE = Duration.ofMillis(750);

    private static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";
    private static final String SNAP_START = "snap-start";
    private static final int SEED_BYTES = 32;

    private final Gateway gateway;
    private final HttpApiCodec codec;
    private final EventReader reader = new EventReader();
    private final EventResponseWriter writer = new EventResponseWriter();
    private final FaultLog lastResort;
    private final InstantSource clock;
    private final Supplier<PlatformSecrets> secrets;
    private final SecureRandom random;
    private final Priming priming;

    /** A function that is configured by the environment of the process. */
    public GatewayFunction() {
        this(System.getenv());
    }

    /**
     * A function that is configured by these variables.
     *
     * @throws SettingsException with the name of every variable that is invalid or missing
     */
    public GatewayFunction(Map<String, String> environment) {
        this(environment, UnaryOperator.identity());
    }

    /**
     * The same, with an observer.
     *
     * @param observed puts the observer between the gateway and its ports
     * @throws SettingsException with the name of every variable that is invalid or missing
     */
    public GatewayFunction(Map<String, String> environment, UnaryOperator<Ports> observed) {
        this(
                environment,
                AwsClients.standard(),
                InstantSource.system(),
                new SecureRandom(),
                new ConsoleLog(System.out),
                observed);
    }

    /** The same, with all external dependencies as parameters. */
    GatewayFunction(
            Map<String, String> environment,
            AwsClients clients,
            InstantSource clock,
            SecureRandom random,
            LogSink log) {
        this(environment, clients, clock, random, log, UnaryOperator.identity());
    }

    private GatewayFunction(
            Map<String, String> environment,
            AwsClients clients,
            InstantSource clock,
            SecureRandom random,
            LogSink log,
            UnaryOperator<Ports> observed) {
        Settings settings = Settings.of(environment);
        String initialization = environment.getOrDefault(INITIALIZATION_TYPE, "on-demand");
        this.clock = clock;
        Executor executor = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("beside-", 0).factory());
        DynamoDbStore store =
                new DynamoDbStore(DynamoDbClients.create(clients.table().get()), settings.table(), clock);
        this.lastResort = new FaultLog(new ConsoleLog(System.err), clock);
        AtomicBoolean cold = new AtomicBoolean(true);
        this.random = random;
        this.secrets = secrets(settings, clients, clock, executor, log);
        this.priming = new Priming(settings, clients, clock, executor, log);
        this.codec = new HttpApiCodec(settings.frontProxy(), () -> secrets.get().origin(), () -> requestId(random));
        this.gateway = new Gateway(
                settings,
                observed.apply(new Ports(
                        new JdkUpstream(clock),
                        secrets,
                        store,
                        store,
                        checks(store, secrets),
                        clock,
                        System::nanoTime,
                        random,
                        executor,
                        log,
                        LogMembers.of(settings.environment(), environment),
                        () -> cold.getAndSet(false))));
        if (initialization.equals(SNAP_START)) {
            Core.getGlobalContext().register(this);
        } else {
            var _ = secrets.get();
        }
    }

    private static Supplier<PlatformSecrets> secrets(
            Settings settings, AwsClients clients, InstantSource clock, Executor executor, LogSink log) {
        return switch (settings.secrets()) {
            case SecretsSource.FromVariables variables -> variables::secrets;
            case SecretsSource.FromSecretsManager manager ->
                new Secrets(
                        new SecretsManagerSource(clients.secretsManager().get().build(), manager.secretId()),
                        text -> Settings.platformSecrets(text, settings.environment(), settings.frontProxy()),
                        clock,
                        executor,
                        log);
        };
    }

    private static String requestId(RandomGenerator random) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    /**
     * The checks of {@code /ready}. The table is ready when it responds, even without an item. The secrets are ready
     * when they have been read.
     */
    private static SequencedMap<String, BuiltInPages.ReadinessCheck> checks(
            KeyValueStore store, Supplier<PlatformSecrets> secrets) {
        SequencedMap<String, BuiltInPages.ReadinessCheck> checks = new LinkedHashMap<>();
        checks.put("table", _ -> {
            store.get(Set.of(new StoreKey("ready", "ready")));
            return true;
        });
        checks.put("secrets", _ -> !secrets.get().internalKey().matches(""));
        return checks;
    }

    /** A payload that is not an event gets 400, like any malformed request. */
    @Override
    public void handleRequest(InputStream payload, OutputStream out, Context context) throws IOException {
        writer.write(respond(reader.read(payload).orElse(null), context), out);
    }

    private APIGatewayV2HTTPResponse respond(@Nullable APIGatewayV2HTTPEvent event, Context context) {
        Arrival arrival = codec.decode(event);
        Duration left = Duration.ofMillis(context.getRemainingTimeInMillis()).minus(RESERVE);
        Duration time = TimeLimit.of(left, event, clock.instant());
        try {
            return codec.encode(gateway.handle(arrival, time));
        } catch (RuntimeException | StackOverflowError fault) {
            lastResort.write(arrival.requestId(), fault);
            return codec.encode(Problem.internalServerError().toResponse(arrival.requestId()));
        }
    }

    /** Before the snapshot: primes the code, and drops the keys that were read. */
    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        priming.run();
        if (secrets instanceof Secrets read) {
            read.forget();
        }
    }

    /**
     * After the restore, in each copy: seeds the random numbers anew and reads the keys.
     *
     * @throws SettingsException when there are no keys or they are placeholders, because such a copy cannot work
     */
    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {
        random.setSeed(random.generateSeed(SEED_BYTES));
        if (secrets instanceof Secrets read) {
            var _ = read.readNow();
        }
    }
}
