package dev.crowai.gateway.aws.dynamodb;

import static dev.crowai.gateway.aws.dynamodb.StoreCalls.CLOCK;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.KEYS;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.LONG;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.PUT;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.client;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.error;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.first;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.aws.transport.ScriptedEndpoint;
import dev.crowai.gateway.aws.transport.SocketHttpClient;
import dev.crowai.gateway.aws.transport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/** What the client does with time and failures. That it means the same as the generated one is judged beside. */
class StoreClientTest {
    @ParameterizedTest
    @CsvSource({
        "400, ProvisionedThroughputExceededException",
        "400, ThrottlingException",
        "400, RequestLimitExceeded",
        "500, InternalServerError",
        "503, ServiceUnavailable",
        "400, ExpiredTokenException",
    })
    void tries_once_more_what_may_pass(int status, String type) throws IOException {
        assertThat(received(first((_, peer) -> peer.json(status, error(type))), KEYS))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{", "[]", "{\"__type\":7}", "{\"message\":\"no type\"}"})
    void tries_once_more_after_a_5xx_whatever_its_body_is(String body) throws IOException {
        assertThat(received(first((_, peer) -> peer.json(502, body)), KEYS)).hasSize(2);
    }

    @Test
    void tries_once_more_after_a_connection_that_broke() throws IOException {
        assertThat(received(first((_, peer) -> peer.reset()), KEYS)).hasSize(2);
    }

    @Test
    void goes_on_after_a_freeze_in_which_its_connection_died() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.json(200, "{}"));
                DynamoDbClient client = client(endpoint.uri(), KEYS)) {
            client.putItem(PUT);
            endpoint.dropConnections();
            client.putItem(PUT);

            assertThat(endpoint.connections()).isEqualTo(2);
        }
    }

    @Test
    void gives_up_after_the_second_try_and_says_what_the_service_said() throws IOException {
        String throttled = error("ProvisionedThroughputExceededException");
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start(
                        (_, peer) -> peer.json(400, throttled, "x-amzn-RequestId: the-request\r\n"));
                DynamoDbClient client = client(endpoint.uri(), KEYS)) {
            assertThatThrownBy(() -> client.putItem(PUT))
                    .isInstanceOfSatisfying(ProvisionedThroughputExceededException.class, failure -> {
                        assertThat(failure.statusCode()).isEqualTo(400);
                        assertThat(failure.requestId()).isEqualTo("the-request");
                        assertThat(failure.isThrottlingException()).isTrue();
                    });
            assertThat(endpoint.received()).hasSize(DynamoDbClients.MOST_TRIES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ValidationException", "ResourceNotFoundException", "AccessDeniedException"})
    void tries_nothing_again_that_cannot_pass(String type) throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.json(400, error(type)));
                DynamoDbClient client = client(endpoint.uri(), KEYS)) {
            assertThatThrownBy(() -> client.putItem(PUT)).isInstanceOf(DynamoDbException.class);
            assertThat(endpoint.received()).hasSize(1);
        }
    }

    @Test
    void waits_for_no_retry_that_its_time_does_not_allow() throws IOException {
        RetryStrategy patient = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .backoffStrategy(BackoffStrategy.fixedDelayWithoutJitter(LONG))
                .build();
        try (ScriptedEndpoint endpoint =
                        ScriptedEndpoint.start((_, peer) -> peer.json(500, error("InternalServerError")));
                DynamoDbClient client = new StoreClient(
                        new TableAccess(endpoint.uri(), Region.EU_WEST_1, KEYS),
                        new SocketHttpClient(LONG, LONG),
                        patient,
                        LONG.dividedBy(2),
                        CLOCK)) {
            assertThatThrownBy(() -> client.putItem(PUT)).isInstanceOf(DynamoDbException.class);
            assertThat(endpoint.received()).hasSize(1);
        }
    }

    @Test
    void a_client_that_is_closed_waits_for_no_retry() throws IOException {
        RetryStrategy patient = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .backoffStrategy(BackoffStrategy.fixedDelayWithoutJitter(LONG))
                .build();
        AtomicReference<DynamoDbClient> closing = new AtomicReference<>();
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> {
            peer.json(500, error("InternalServerError"));
            closing.get().close();
        })) {
            closing.set(new StoreClient(
                    new TableAccess(endpoint.uri(), Region.EU_WEST_1, KEYS),
                    new SocketHttpClient(LONG, LONG),
                    patient,
                    LONG.multipliedBy(3),
                    CLOCK));

            assertThatThrownBy(() -> closing.get().putItem(PUT)).isInstanceOf(DynamoDbException.class);
        }
    }

    @Test
    void a_call_to_a_silent_service_ends_within_its_time() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, _) -> never.await());
                DynamoDbClient client = DynamoDbClients.create(
                        new TableAccess(endpoint.uri(), Region.EU_WEST_1, KEYS),
                        new SocketHttpClient(LONG, Duration.ofMillis(50)),
                        LONG,
                        CLOCK)) {
            assertThatThrownBy(() -> client.putItem(PUT)).isInstanceOf(SdkClientException.class);
            assertThat(endpoint.received()).hasSize(DynamoDbClients.MOST_TRIES);
        }
    }

    @Test
    void the_tries_of_a_call_fit_its_time() {
        assertThat(DynamoDbClients.TRY_TIMEOUT
                        .multipliedBy(DynamoDbClients.MOST_TRIES)
                        .plus(DynamoDbClients.BEFORE_RETRY))
                .isLessThan(DynamoDbClients.CALL_TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "null", "<html>", "{\"Attributes\":[]}", "{\"Attributes\":{\"a\":null}}", "{}{}"})
    void a_success_that_cannot_be_read_is_a_failure(String body) throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.json(200, body));
                DynamoDbClient client = client(endpoint.uri(), KEYS)) {
            assertThatThrownBy(() -> client.putItem(PUT)).isInstanceOf(SdkClientException.class);
        }
    }

    @Test
    void a_response_that_was_changed_on_the_way_is_asked_for_again() throws IOException {
        assertThat(received(first((_, peer) -> peer.json(200, "{}", "x-amz-crc32: 1\r\n")), KEYS))
                .hasSize(2);
    }

    @Test
    void a_response_that_is_changed_again_is_a_failure_and_one_with_its_checksum_is_none() throws IOException {
        AtomicReference<String> checksum = new AtomicReference<>("1");
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start(
                        (_, peer) -> peer.json(200, "{}", "x-amz-crc32: " + checksum.get() + "\r\n"));
                DynamoDbClient client = client(endpoint.uri(), KEYS)) {
            assertThatThrownBy(() -> client.putItem(PUT)).isInstanceOf(Crc32MismatchException.class);
            checksum.set("2745614147");
            client.putItem(PUT);
        }
    }

    @Test
    void speaks_tls_to_a_service_whose_certificate_is_trusted(@TempDir Path directory)
            throws IOException, InterruptedException {
        SSLContext tls = TestCertificate.make(directory).context();
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.startTls(
                        tls.getServerSocketFactory(), first((_, peer) -> peer.json(500, "{}")));
                DynamoDbClient client = DynamoDbClients.create(
                        new TableAccess(endpoint.uri("localhost"), Region.EU_WEST_1, KEYS),
                        new SocketHttpClient(LONG, LONG, tls.getSocketFactory(), CLOCK),
                        LONG,
                        CLOCK);
                DynamoDbClient distrusting = client(endpoint.uri("localhost"), KEYS)) {
            client.putItem(PUT);

            assertThatThrownBy(() -> distrusting.putItem(PUT)).isInstanceOf(SdkClientException.class);
            assertThat(endpoint.received()).hasSize(2);
        }
    }

    @Test
    void refuses_every_operation_that_the_store_does_not_make() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.json(200, "{}"));
                DynamoDbClient client = client(endpoint.uri(), KEYS)) {
            assertThatThrownBy(client::listTables).isInstanceOf(UnsupportedOperationException.class);
            assertThat(endpoint.received()).isEmpty();
        }
    }
}
