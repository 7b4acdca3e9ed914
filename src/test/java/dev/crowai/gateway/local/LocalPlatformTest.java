package dev.crowai.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Services;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On a loopback address of its own, so that the catalogue's ports are free whatever else runs on the machine. */
class LocalPlatformTest {
    private static InetAddress ownAddress() {
        long process = ProcessHandle.current().pid();
        return InetAddress.ofLiteral("127.80." + process / 250 % 250 + "." + (1 + process % 250));
    }

    private static int status(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    @Test
    void serves_every_service_on_its_local_port_of_the_catalogue() throws Exception {
        InetAddress address = ownAddress();
        try (LocalPlatform platform = LocalPlatform.start(address, Map.of())) {
            for (var service :
                    Services.of(Environment.LOCAL, Map.of(), Map.of()).all()) {
                int port = service.baseUrl().getPort();
                URI uri = URI.create("http://" + address.getHostAddress() + ":" + port);

                assertThat(status(uri.resolve("/health"))).as(service.name()).isEqualTo(200);
                assertThat(platform.banner()).containsPattern(service.name() + " +" + port);
            }
        }
    }

    @Test
    void tells_the_credentials_of_the_demo() throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(ownAddress(), Map.of())) {
            assertThat(platform.banner())
                    .contains(
                            platform.services().ann().cookie(),
                            platform.services().annsKey());
        }
    }

    @Test
    void names_the_service_whose_port_is_taken() throws Exception {
        InetAddress address = ownAddress();
        try (LocalPlatform platform = LocalPlatform.start(address, Map.of())) {
            assertThat(platform.services().all()).isNotEmpty();
            assertThatThrownBy(() -> LocalPlatform.start(address, Map.of()))
                    .isInstanceOf(LocalStartException.class)
                    .hasMessage("Cannot start: core-auth-service cannot listen on " + address.getHostAddress()
                            + " port 8001");
        }
    }
}
