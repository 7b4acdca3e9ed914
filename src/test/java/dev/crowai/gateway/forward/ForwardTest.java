package dev.crowai.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.upstream.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForwardTest {
    private static final PlatformSecrets SECRETS =
            new PlatformSecrets(Secret.of("internal"), Optional.empty(), Optional.empty(), Optional.empty());

    private final List<Call> sent = new ArrayList<>();
    private final Forward forward = new Forward(
            call -> {
                sent.add(call);
                return Response.of(200);
            },
            () -> SECRETS);

    @Test
    void sends_a_request_once() {
        assertThat(forward.handle(Exchanges.post("/api/v1/products", "{}")).status())
                .isEqualTo(200);
        assertThat(sent).hasSize(1);
    }
}
