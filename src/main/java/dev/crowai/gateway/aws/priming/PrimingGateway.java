package dev.crowai.gateway.aws.priming;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.aws.codec.EventReader;
import dev.crowai.gateway.aws.codec.EventResponseWriter;
import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.aws.codec.TimeLimit;
import dev.crowai.gateway.aws.dynamodb.DynamoDbStore;
import dev.crowai.gateway.gateway.Gateway;
import dev.crowai.gateway.gateway.Ports;
import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.identity.OriginSecrets;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.store.Counters;
import dev.crowai.gateway.store.InMemoryStore;
import dev.crowai.gateway.store.KeyValueStore;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.upstream.JdkUpstream;
import dev.crowai.gateway.upstream.Upstream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A complete gateway with the deployment's settings, in front of {@link PrimingServices} and a store in memory.
 * Everything that it remembers, counts and logs is dropped with it.
 *
 * <p>It can be connected to the clients that make real calls. Then every call of the gateway is also made by them, to a
 * {@link PrimingServer}.
 */
final class PrimingGateway {
    private static final int MOST_ENTRIES = 10_000;
    private static final Duration TIME = Duration.ofSeconds(28);
    private static final String KEY = "priming";

    private final Gateway gateway;
    private final HttpApiCodec codec;
    private final EventReader reader = new EventReader();
    private final EventResponseWriter writer = new EventResponseWriter();
    private final PrimingEvents events;
    private final InstantSource clock;

    /** What the gateway calls. */
    private record Outside<S extends KeyValueStore & Counters>(Upstream upstream, S store) {}

    private PrimingGateway(
            Settings settings, PrimingServices services, Outside<?> outside, InstantSource clock, Executor executor) {
        PlatformSecrets secrets = new PlatformSecrets(
                Secret.of(KEY),
                Optional.empty(),
                Optional.of(Secret.of(KEY)),
                Optional.of(Secret.of(KEY)),
                new OriginSecrets(Optional.of(Secret.of(KEY)), Optional.empty()));
        this.gateway = new Gateway(
                limitedTo(oneRequest(), settings),
                new Ports(
                        outside.upstream(),
                        () -> secrets,
                        outside.store(),
                        outside.store(),
                        Collections.emptyNavigableMap(),
                        clock,
                        System::nanoTime,
                        new SecureRandom(),
                        executor,
                        _ -> {},
                        Map.of(),
                        () -> false));
        this.codec = new HttpApiCodec(settings.frontProxy(), secrets::origin, () -> KEY);
        this.events = new PrimingEvents(settings.frontProxy().clientIpHeader(), services.jwt(), KEY, clock);
        this.clock = clock;
    }

    /** A gateway that calls nothing outside the process. */
    static PrimingGateway inMemory(Settings settings, InstantSource clock, Executor executor)
            throws GeneralSecurityException {
        PrimingServices services = PrimingServices.create(settings.jwtIssuer(), clock.instant());
        InMemoryStore store = new InMemoryStore(clock, MOST_ENTRIES);
        return new PrimingGateway(settings, services, new Outside<>(services, store), clock, executor);
    }

    /**
     * A gateway whose calls are also made to a server.
     *
     * @param upstream sends the calls to services; not closed here
     * @param table makes the calls of the store; its client calls the same server
     * @param server the address of the server
     */
    static PrimingGateway connected(
            Settings settings,
            JdkUpstream upstream,
            DynamoDbStore table,
            URI server,
            InstantSource clock,
            Executor executor)
            throws GeneralSecurityException {
        PrimingServices services = PrimingServices.create(settings.jwtIssuer(), clock.instant());
        LoopbackStore store = new LoopbackStore(table, new InMemoryStore(clock, MOST_ENTRIES));
        return new PrimingGateway(
                settings,
                services,
                new Outside<>(new LoopbackUpstream(upstream, server, services), store),
                clock,
                executor);
    }

    /** Limits at which a client is refused soon, whatever the deployment allows. */
    private static Limits oneRequest() {
        return new Limits(RateLimitMode.ENFORCE, Map.of(Policy.PUBLIC, new Quota(1, 60)));
    }

    private static Settings limitedTo(Limits limits, Settings settings) {
        return new Settings(
                settings.environment(),
                settings.table(),
                settings.secrets(),
                settings.services(),
                settings.authServiceUrl(),
                limits,
                settings.jwtIssuer(),
                settings.frontProxy(),
                settings.logLevel());
    }

    /**
     * Handles one request of each kind, from the JSON of the event to the JSON of the response.
     *
     * @param number the number of the round, 0–60,000; different for each round
     * @return the statuses of the responses
     */
    List<Integer> round(int number) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (byte[] payload : events.round(number)) {
            APIGatewayV2HTTPEvent event =
                    reader.read(new ByteArrayInputStream(payload)).orElseThrow();
            Arrival arrival = codec.decode(event);
            Duration time = TimeLimit.of(TIME, event, clock.instant());
            APIGatewayV2HTTPResponse response = codec.encode(gateway.handle(arrival, time));
            writer.write(response, new ByteArrayOutputStream());
            statuses.add(response.getStatusCode());
        }
        return statuses;
    }
}
