package dev.crowai.gateway.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.store.StoreException;
import dev.crowai.gateway.store.StoreKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

final class DynamoDbClientsTest {
    private static DynamoDbStore storeAt(int port) {
        DynamoDbClient client = DynamoDbClients.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        return new DynamoDbStore(client, "table", InstantSource.system());
    }

    @Test
    void gives_up_on_an_endpoint_that_accepts_and_never_answers() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> storeAt(mute.getLocalPort()).get(Set.of(new StoreKey("p", "s"))))
                    .isInstanceOf(StoreException.class);
        }
    }

    @Test
    void gives_up_on_an_endpoint_where_nobody_listens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> storeAt(port).get(Set.of(new StoreKey("p", "s"))))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void a_call_with_its_retry_fits_its_time() {
        ClientOverrideConfiguration overrides = DynamoDbClients.builder().overrideConfiguration();

        assertThat(overrides.apiCallTimeout()).contains(DynamoDbClients.CALL_TIMEOUT);
        assertThat(DynamoDbClients.TRY_TIMEOUT.multipliedBy(DynamoDbClients.MOST_TRIES))
                .isLessThan(DynamoDbClients.CALL_TIMEOUT);
    }
}
