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
 * Makes the clients for DynamoDB, with their timeouts and retries. {@link TableAccess} gives endpoint, region and
 * credentials. The SDK's default chain finds the credentials: in environment variables in Lambda, at a container
 * endpoint with SnapStart, and in a profile on a developer's machine.
 */
public final class DynamoDbClients {
    /** TCP and TLS to an endpoint in the same region take about 10 ms. This limit allows a slow first handshake. */
    static final Duration CONNECT_TIMEOUT = Duration.ofMillis(250);

    /**
     * The timeout of one try. DynamoDB usually responds in under 10 ms, and in under 50 ms at the 99.9th percentile.
     */
    static final Duration TRY_TIMEOUT = Duration.ofMillis(300);

    /** The timeout of a call with its retry. A request loses at most this time when the table does not respond. */
    static final Duration CALL_TIMEOUT = Duration.ofMillis(650);

    /** The first try and one retry. */
    static final int MOST_TRIES = 2;

    static final Duration BEFORE_RETRY = Duration.ofMillis(20);

    private DynamoDbClients() {}

    /** A client that finds its endpoint, region and credentials in the SDK's standard way. */
    public static DynamoDbClient create() {
        return create(TableAccess.standard());
    }

    /** A client for the store's operations. */
    public static DynamoDbClient create(TableAccess access) {
        return create(access, new SocketHttpClient(CONNECT_TIMEOUT, TRY_TIMEOUT), CALL_TIMEOUT, Clock.systemUTC());
    }

    /**
     * The same with other timeouts, HTTP client and clock.
     *
     * @param http its timeout limits one try; it is closed with the client
     * @param callTimeout the timeout of a call with its retries
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
