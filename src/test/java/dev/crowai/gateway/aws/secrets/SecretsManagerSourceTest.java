package dev.crowai.gateway.aws.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.gateway.SettingsException;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.testing.RecordingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Against a stub that speaks AWS JSON 1.1 on loopback. */
class SecretsManagerSourceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<String> log = new ArrayList<>();
    private volatile Response answer = answer(500, "{}");
    private RecordingServer server;

    @BeforeEach
    void start() throws IOException {
        server = RecordingServer.start(_ -> answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Response answer(int status, String json) {
        return Response.json(status, json).with("Content-Type", "application/x-amz-json-1.1");
    }

    private static SecretsManagerSource source(int port, Duration oneTry, Duration wholeCall) {
        return new SecretsManagerSource(
                SecretsManagerSource.builder(oneTry, wholeCall)
                        .endpointOverride(URI.create("http://127.0.0.1:" + port))
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("example", "example")))
                        .build(),
                "crow/prod");
    }

    private Secrets secrets(SecretsManagerSource source) {
        return new Secrets(
                source,
                text -> Settings.platformSecrets(text, Environment.PROD),
                InstantSource.system(),
                Runnable::run,
                log::add);
    }

    private Secrets secrets() {
        return secrets(source(server.port(), LONG, LONG));
    }

    @Test
    void reads_the_current_text_of_the_secret() throws JsonProcessingException {
        answer = answer(
                200,
                JSON.createObjectNode()
                        .put("Name", "crow/prod")
                        .put("VersionId", "1")
                        .put("SecretString", ScriptedSecret.keys("next", "before"))
                        .toString());

        assertThat(secrets().get())
                .isEqualTo(new PlatformSecrets(
                        Secret.of("next"),
                        Optional.of(Secret.of("before")),
                        Optional.of(Secret.of("service-value")),
                        Optional.of(Secret.of("crawler-value"))));
        assertThat(server.received()).hasSize(1);
        RecordingServer.Received request = server.received().getFirst();
        assertThat(request.headers().all("X-Amz-Target")).containsExactly("secretsmanager.GetSecretValue");
        assertThat(JSON.readTree(request.body()))
                .isEqualTo(JSON.createObjectNode().put("SecretId", "crow/prod"));
    }

    @Test
    void that_may_not_read_it_says_so_and_nothing_of_the_answer() {
        answer = answer(400, "{\"__type\":\"AccessDeniedException\",\"Message\":\"arn:aws:iam::1:role/x may not\"}");

        assertThatThrownBy(secrets()::get)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the secret that SECRETS_ID names cannot be read: SecretsManagerException")
                .hasMessageNotContaining("arn:");
        assertThat(server.received()).as("nothing is tried again").hasSize(1);
    }

    @Test
    void of_a_secret_that_is_not_there_says_so() {
        answer = answer(400, "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"none\"}");

        assertThatThrownBy(secrets()::get)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("cannot be read: ResourceNotFoundException");
    }

    @Test
    void of_a_binary_secret_is_a_clear_fault() {
        answer = answer(200, "{\"Name\":\"crow/prod\",\"SecretBinary\":\"e30=\"}");

        assertThatThrownBy(secrets()::get)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the secret that SECRETS_ID names is binary, no text");
    }

    @Test
    void of_nonsense_is_a_clear_fault() {
        answer = answer(200, "<html>");

        assertThatThrownBy(secrets()::get)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the secret that SECRETS_ID names");
    }

    @Test
    void gives_up_on_an_endpoint_that_accepts_and_never_answers() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Secrets secrets = secrets(source(mute.getLocalPort(), SHORT, SHORT.multipliedBy(2)));

            assertThatThrownBy(secrets::get)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("the secret that SECRETS_ID names cannot be read: ");
        }
    }

    @Test
    void gives_up_on_an_endpoint_where_nobody_listens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(secrets(source(port, SHORT, SHORT))::get)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the secret that SECRETS_ID names cannot be read: ");
    }
}
