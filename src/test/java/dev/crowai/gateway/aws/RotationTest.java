package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.aws.secrets.ScriptedSecret;
import dev.crowai.gateway.aws.secrets.Secrets;
import dev.crowai.gateway.gateway.Settings;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * The rotation of {@code INTERNAL_GATEWAY_KEY} as the README tells it, seen from outside: a minute at a time, with a
 * busy instance and one that wakes up now and then.
 */
class RotationTest {
    private static final String OLD = "the-old-key";
    private static final String NEW = "the-new-key";

    private final ScriptedSecret secret = new ScriptedSecret(ScriptedSecret.keys(OLD));
    private final Instance busy = new Instance(secret);
    private final Instance idle = new Instance(secret);

    /** Which keys the services take. */
    private final AtomicReference<List<String>> taken = new AtomicReference<>(List.of(OLD));

    private int minute;

    /** One process of the function, with services of its own behind it. */
    private static final class Instance {
        private final TestGateway gateway = new TestGateway();

        Instance(ScriptedSecret secret) {
            gateway.withKeys(new Secrets(
                    secret,
                    text -> Settings.platformSecrets(text, Environment.DEV),
                    gateway.clock(),
                    Runnable::run,
                    _ -> {}));
        }

        /** Everyone who may come: a service of the platform, a signed-in user, and nobody. */
        void serve(String internalKey, int minute) {
            assertServed(gateway.get(
                    "/api/v1/products/x?" + minute, "X-Internal-Key", internalKey, "X-Organization-Id", "org-7"));
            assertServed(gateway.get("/api/v1/products/x?" + minute, "Cookie", "better-auth.session_token=ann.sig"));
            assertServed(gateway.get("/api/v1/qna/x?" + minute));
        }

        private static void assertServed(Response response) {
            assertThat(response.status()).as(response.body().utf8().orElse("")).isEqualTo(200);
        }

        int status(String internalKey) {
            return gateway.get("/api/v1/products/y", "X-Internal-Key", internalKey)
                    .status();
        }

        List<String> keysSent() {
            List<String> keys = gateway.platform().calls().stream()
                    .map(Call::headers)
                    .flatMap(headers -> headers.all("X-Internal-Key").stream())
                    .distinct()
                    .toList();
            gateway.platform().forgetCalls();
            return keys;
        }
    }

    private RotationTest() {
        for (Instance instance : List.of(busy, idle)) {
            instance.gateway
                    .platform()
                    .onForward(call -> taken.get().containsAll(call.headers().all("X-Internal-Key"))
                            ? Response.json(200, "{}")
                            : Response.json(403, "{\"error\":\"unknown key\"}"));
        }
    }

    /** Lets minutes pass, with requests in each, from services of the platform that send this key. */
    private void minutes(int minutes, String internalKey) {
        for (int i = 0; i < minutes; i++) {
            minute++;
            busy.gateway.advance(Duration.ofMinutes(1));
            idle.gateway.advance(Duration.ofMinutes(1));
            busy.serve(internalKey, minute);
            if (minute % 4 == 0) {
                idle.serve(internalKey, minute);
            }
        }
    }

    @Test
    void refuses_no_request_at_any_step() {
        minutes(8, OLD);
        taken.set(List.of(OLD, NEW));
        secret.say(ScriptedSecret.keys(NEW, OLD));
        minutes(10, OLD);
        busy.keysSent();
        idle.keysSent();

        minutes(8, NEW);
        assertThat(busy.keysSent()).containsExactly(NEW);
        assertThat(idle.keysSent()).containsExactly(NEW);

        secret.say(ScriptedSecret.keys(NEW));
        minutes(12, NEW);
        taken.set(List.of(NEW));
        minutes(8, NEW);
    }

    @Test
    void ends_with_the_old_key_as_good_as_any() {
        minutes(4, OLD);
        assertThat(busy.status(OLD)).isEqualTo(200);
        assertThat(busy.status(NEW)).isEqualTo(401);

        taken.set(List.of(OLD, NEW));
        secret.say(ScriptedSecret.keys(NEW, OLD));
        minutes(12, OLD);
        assertThat(busy.status(OLD)).isEqualTo(200);
        assertThat(busy.status(NEW)).isEqualTo(200);

        secret.say(ScriptedSecret.keys(NEW));
        minutes(12, NEW);
        assertThat(busy.status(OLD)).isEqualTo(401);
        assertThat(busy.status(NEW)).isEqualTo(200);
    }
}
