package dev.crowai.gateway.aws.dynamodb;

import com.fasterxml.jackson.core.JsonFactory;
import dev.crowai.gateway.aws.transport.SocketHttpClient;
import dev.crowai.gateway.aws.transport.WholeResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.ClockSkew;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * A DynamoDB client for the four operations of the store. It uses the SDK's models, retries and credentials. It
 * leaves out the layers of the SDK's generated client, which take more time than the exchange itself. Every other
 * operation is refused. A call ends within its timeout, including waits and retries. Thread-safe.
 *
 * <p>Like the generated client, it checks the CRC-32 of a response. When the service reports a wrong clock, it signs
 * again with the time of the service. When the service reports expired credentials, it gets new ones from the provider.
 */
final class StoreClient implements DynamoDbClient {
    private static final Set<String> EXPIRED =
            Set.of("ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException");

    private final SocketHttpClient http;
    private final RetryStrategy retries;
    private final Duration timeout;
    private final Clock clock;
    private final CachedCredentials credentials;
    private final SignedRequests requests;
    private final ModelWriter writer;
    private final ModelReader reader;
    private final ServiceErrors errors;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Duration skew = Duration.ZERO;

    /**
     * A client of one endpoint.
     *
     * @param http closed with this client; its timeout limits one try
     * @param timeout the timeout of a call with its retries
     * @param clock the clock for signatures
     */
    StoreClient(TableAccess access, SocketHttpClient http, RetryStrategy retries, Duration timeout, Clock clock) {
        JsonFactory json = new JsonFactory();
        this.requests = new SignedRequests(access);
        this.http = http;
        this.retries = retries;
        this.timeout = timeout;
        this.clock = clock;
        this.credentials = new CachedCredentials(access.credentials(), clock);
        this.writer = new ModelWriter(json);
        this.reader = new ModelReader(json);
        this.errors = new ServiceErrors(json, reader, clock);
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        BatchGetItemResponse.Builder response = BatchGetItemResponse.builder();
        response.sdkHttpResponse(call("BatchGetItem", request, response).head());
        return response.build();
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        PutItemResponse.Builder response = PutItemResponse.builder();
        response.sdkHttpResponse(call("PutItem", request, response).head());
        return response.build();
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        UpdateItemResponse.Builder response = UpdateItemResponse.builder();
        response.sdkHttpResponse(call("UpdateItem", request, response).head());
        return response.build();
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        BatchWriteItemResponse.Builder response = BatchWriteItemResponse.builder();
        response.sdkHttpResponse(call("BatchWriteItem", request, response).head());
        return response.build();
    }

    /**
     * Makes the call and fills the builder. The call is retried when the retry strategy allows it and there is time.
     */
    private WholeResponse call(String operation, SdkPojo request, SdkPojo into) {
        long giveUpAt = System.nanoTime() + timeout.toNanos();
        byte[] body = writer.bytes(request);
        RetryToken token = retries.acquireInitialToken(AcquireInitialTokenRequest.create(operation))
                .token();
        while (true) {
            try {
                WholeResponse response = attempt(operation, body, giveUpAt);
                reader.read(response.body(), into);
                retries.recordSuccess(RecordSuccessRequest.create(token));
                return response;
            } catch (IOException unreadable) {
                throw SdkClientException.create("the response to " + operation + " cannot be read", unreadable);
            } catch (SdkException failure) {
                token = afterFailure(token, failure, giveUpAt);
            }
        }
    }

    private WholeResponse attempt(String operation, byte[] body, long giveUpAt) {
        AwsCredentialsIdentity identity = credentials.get(left(giveUpAt));
        WholeResponse response;
        try {
            byte[] message =
                    requests.message(operation, body, identity, clock.instant().minus(skew));
            response = http.exchange(requests.origin(), message, left(giveUpAt));
        } catch (IOException failure) {
            throw SdkClientException.create("no response to " + operation, failure);
        }
        requireChecksum(response);
        if (!response.head().isSuccessful()) {
            throw errors.of(response);
        }
        return response;
    }

    private static void requireChecksum(WholeResponse response) {
        response.head().firstMatchingHeader("x-amz-crc32").ifPresent(expected -> {
            CRC32 actual = new CRC32();
            actual.update(response.body());
            if (!expected.equals(Long.toString(actual.getValue()))) {
                throw Crc32MismatchException.builder()
                        .message("the response is not what was sent")
                        .build();
            }
        });
    }

    /**
     * The token for another try, after the wait.
     *
     * @throws SdkException the failure, when no other try is allowed
     */
    private RetryToken afterFailure(RetryToken token, SdkException failure, long giveUpAt) {
        if (failure instanceof AwsServiceException refusal) {
            if (refusal.isClockSkewException()) {
                ClockSkew.getServerTime(refusal.awsErrorDetails().sdkHttpResponse())
                        .ifPresent(server -> skew = ClockSkew.getClockSkew(clock.instant(), server));
            }
            if (namesExpiredCredentials(refusal)) {
                credentials.drop();
            }
        }
        RefreshRetryTokenResponse next;
        try {
            next = retries.refreshRetryToken(RefreshRetryTokenRequest.builder()
                    .token(token)
                    .failure(failure)
                    .suggestedDelay(Duration.ZERO)
                    .build());
        } catch (TokenAcquisitionFailedException last) {
            failure.addSuppressed(last);
            throw failure;
        }
        if (left(giveUpAt).compareTo(next.delay()) <= 0) {
            throw failure;
        }
        await(next.delay(), failure);
        return next.token();
    }

    /** Whether the service refused the credentials because they expired, so that new ones may help. */
    static boolean namesExpiredCredentials(Throwable failure) {
        return failure instanceof AwsServiceException refusal
                && EXPIRED.contains(
                        Objects.requireNonNullElse(refusal.awsErrorDetails().errorCode(), ""));
    }

    private void await(Duration delay, SdkException failure) {
        try {
            if (closed.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
                throw failure;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    /** @throws ApiCallTimeoutException when the call has no time left */
    private static Duration left(long giveUpAt) {
        long nanos = giveUpAt - System.nanoTime();
        if (nanos <= 0) {
            throw ApiCallTimeoutException.builder()
                    .message("no response in time")
                    .build();
        }
        return Duration.ofNanos(nanos);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        closed.countDown();
        http.close();
    }
}
