package dev.crowai.gateway.aws.dynamodb;

import static dev.crowai.gateway.aws.dynamodb.StoreCalls.CLOCK;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.KEYS;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.LONG;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.NOW;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.PUT;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.client;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.error;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.first;
import static dev.crowai.gateway.aws.dynamodb.StoreCalls.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.aws.transport.ScriptedEndpoint;
import dev.crowai.gateway.aws.transport.ScriptedEndpoint.Request;
import dev.crowai.gateway.aws.transport.SocketHttpClient;
import dev.crowai.gateway.aws.transport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Whose credentials the client signs with, and with which time. */
class StoreClientSigningTest {
    /** Gives other credentials at every call. */
    private static final class Rotating implements IdentityProvider<AwsCredentialsIdentity> {
        private final AtomicInteger calls = new AtomicInteger();
        private final Instant expiry;

        Rotating(Instant expiry) {
            this.expiry = expiry;
        }

        @Override
        public Class<AwsCredentialsIdentity> identityType() {
            return AwsCredentialsIdentity.class;
        }

        @Override
        public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
            AwsSessionCredentials next = AwsSessionCredentials.builder()
                    .accessKeyId("key-" + calls.incrementAndGet())
                    .secretAccessKey("the-secret")
                    .sessionToken("token-" + calls)
                    .expirationTime(expiry)
                    .build();
            return CompletableFuture.completedFuture(next);
        }
    }

    private static String keyOf(Request request) {
        return request.headers()
                .getOrDefault("Authorization", "")
                .replaceFirst("^AWS4-HMAC-SHA256 Credential=([^/]*)/.*", "$1");
    }

    private static IdentityProvider<AwsCredentials> provider(CompletableFuture<AwsCredentials> result) {
        return new IdentityProvider<>() {
            @Override
            public Class<AwsCredentials> identityType() {
                return AwsCredentials.class;
            }

            @Override
            public CompletableFuture<AwsCredentials> resolveIdentity(ResolveIdentityRequest request) {
                return result;
            }
        };
    }

    @Test
    void signs_with_the_credentials_of_the_session_for_the_region() throws IOException {
        assertThat(received((_, peer) -> peer.json(200, "{}"), new Rotating(NOW.plusSeconds(3600)))
                        .getFirst()
                        .headers())
                .containsEntry("X-Amz-Security-Token", "token-1")
                .containsEntry("X-Amz-Date", "20260301T100000Z")
                .hasEntrySatisfying(
                        "Authorization",
                        value -> assertThat(value)
                                .startsWith(
                                        "AWS4-HMAC-SHA256 Credential=key-1/20260301/eu-west-1/dynamodb/aws4_request,"));
    }

    @Test
    void asks_for_credentials_once_as_long_as_they_are_good() throws IOException {
        Rotating keys = new Rotating(NOW.plusSeconds(3600));
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.json(200, "{}"));
                DynamoDbClient client = client(endpoint.uri(), keys)) {
            client.putItem(PUT);
            client.putItem(PUT);

            assertThat(keys.calls).hasValue(1);
        }
    }

    @Test
    void uses_no_credentials_past_their_end() throws IOException {
        assertThat(received((_, peer) -> peer.json(200, "{}"), new Rotating(NOW), client -> {
                    client.putItem(PUT);
                    client.putItem(PUT);
                }))
                .extracting(StoreClientSigningTest::keyOf)
                .containsExactly("key-1", "key-2");
    }

    @Test
    void signs_again_with_new_credentials_when_the_service_calls_them_expired() throws IOException {
        assertThat(received(
                        first((_, peer) -> peer.json(400, error("ExpiredTokenException"))),
                        new Rotating(NOW.plusSeconds(3600))))
                .extracting(StoreClientSigningTest::keyOf)
                .containsExactly("key-1", "key-2");
    }

    @Test
    void a_provider_that_never_answers_costs_a_call_no_more_than_its_time() throws IOException {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.json(200, "{}"));
                DynamoDbClient client =
                        client(endpoint.uri(), provider(new CompletableFuture<>()), Duration.ofMillis(50))) {
            assertThatThrownBy(() -> client.putItem(PUT)).isInstanceOf(ApiCallTimeoutException.class);
            assertThat(endpoint.received()).isEmpty();
        }
    }

    @Test
    void a_provider_without_credentials_is_a_failure_of_the_sdk() throws IOException {
        CompletableFuture<AwsCredentials> none =
                CompletableFuture.failedFuture(SdkClientException.create("no credentials anywhere"));
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.start((_, peer) -> peer.json(200, "{}"));
                DynamoDbClient client = client(endpoint.uri(), provider(none))) {
            assertThatThrownBy(() -> client.putItem(PUT))
                    .isInstanceOf(SdkClientException.class)
                    .hasMessageContaining("no credentials anywhere");
        }
    }

    @Test
    void sends_no_signature_for_nobody() throws IOException {
        assertThat(received((_, peer) -> peer.json(200, "{}"), AnonymousCredentialsProvider.create())
                        .getFirst()
                        .headers())
                .doesNotContainKey("Authorization");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException"})
    void signs_again_with_the_time_of_the_service_when_its_own_is_wrong(String type) throws IOException {
        assertThat(received(
                        first((_, peer) -> peer.json(400, error(type), "Date: Sun, 01 Mar 2026 11:00:00 GMT\r\n")),
                        KEYS,
                        client -> {
                            client.putItem(PUT);
                            client.putItem(PUT);
                        }))
                .extracting(request -> request.headers().get("X-Amz-Date"))
                .containsExactly("20260301T100000Z", "20260301T110000Z", "20260301T110000Z");
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
}
