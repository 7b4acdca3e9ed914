package dev.crowai.gateway.aws.dynamodb;

import dev.crowai.gateway.aws.transport.SocketHttpClient;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * How the gateway talks to DynamoDB: the time limits and the retries. Endpoint, region and credentials are those of
 * {@link TableAccess}; in Lambda the credentials are environment variables, under SnapStart a container endpoint, on a
 * laptop a profile, and the SDK's default chain knows all three.
 */
public final class DynamoDbClients {
    /** TCP and TLS to an endpoint in the same region take some 10 ms; this leaves a slow first handshake its time. */
    static final Duration CONNECT_TIMEOUT = Duration.ofMillis(250);

    /** One try. DynamoDB answers in under 10 ms, at the 99.9th percentile in under 50. */
    static final Duration TRY_TIMEOUT = Duration.ofMillis(300);

    /** A call with its retry: what a request may lose to a table that is silent. */
    static final Duration CALL_TIMEOUT = Duration.ofMillis(650);

    /** The first try and one more. */
    static final int MOST_TRIES = 2;

    static final Duration BEFORE_RETRY = Duration.ofMillis(20);

    private DynamoDbClients() {}

    /** A client that finds its endpoint, region and credentials the SDK's standard way. */
    public static DynamoDbClient create() {
        return create(TableAccess.standard());
    }

    /** A client for the store's operations. */
    public static DynamoDbClient create(TableAccess access) {
        return create(access, new SocketHttpClient(CONNECT_TIMEOUT, TRY_TIMEOUT), CALL_TIMEOUT, Clock.systemUTC());
    }

    /**
     * The same with other limits, trust and time.
     *
     * @param http whose timeout limits one try; closed with the client
     * @param callTimeout of a call with its retries
     */
    public static DynamoDbClient create(TableAccess access, SocketHttpClient http, Duration callTimeout, Clock clock) {
        StandardRetryStrategy retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(MOST_TRIES)
                .retryOnException(Crc32MismatchException.class)
                .retryOnException(StoreClient::namesExpiredCredentials)
                .backoffStrategy(BackoffStrategy.fixedDelay(BEFORE_RETRY))
                .throttlingBackoffStrategy(BackoffStrategy.fixedDelay(BEFORE_RETRY))
                .build();
        return new StoreClient(access, http, retries, callTimeout, clock);
    }
}
