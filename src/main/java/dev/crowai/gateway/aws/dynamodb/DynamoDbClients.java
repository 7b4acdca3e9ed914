package dev.crowai.gateway.aws.dynamodb;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * How the gateway talks to DynamoDB. Endpoint ({@code AWS_ENDPOINT_URL_DYNAMODB}), region and credentials come from the
 * SDK's own default chains: in Lambda the credentials are environment variables, under SnapStart a container endpoint,
 * on a laptop a profile, and only the whole chain knows all three. It asks them in that order and is done at the first.
 *
 * <p>The HTTP client is the JDK's {@code HttpURLConnection}: the smallest to load. It keeps idle connections for five
 * seconds and five of them unless the JVM is started with {@code -Dhttp.keepAlive.time.server=50
 * -Dhttp.maxConnections=64}, as {@code template.yaml} does. A POST on a kept connection that turns out closed, as after
 * a freeze, is sent again on a new one.
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

    private static final Duration BEFORE_RETRY = Duration.ofMillis(20);

    private DynamoDbClients() {}

    /** A client that finds its endpoint, region and credentials the SDK's standard way. */
    public static DynamoDbClient create() {
        return builder().build();
    }

    /** The same, for whoever must name an endpoint, region or credentials of its own. */
    public static DynamoDbClientBuilder builder() {
        StandardRetryStrategy retry = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(MOST_TRIES)
                .backoffStrategy(BackoffStrategy.fixedDelay(BEFORE_RETRY))
                .throttlingBackoffStrategy(BackoffStrategy.fixedDelay(BEFORE_RETRY))
                .build();
        return DynamoDbClient.builder()
                .endpointDiscoveryEnabled(false)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(TRY_TIMEOUT))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .apiCallAttemptTimeout(TRY_TIMEOUT)
                        .apiCallTimeout(CALL_TIMEOUT)
                        .retryStrategy(retry)
                        .build());
    }
}
