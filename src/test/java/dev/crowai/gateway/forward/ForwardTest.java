package dev.crowai.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Platform;
import org.junit.jupiter.api.Test;

class ForwardTest {
    private final Platform platform = new Platform(Exchanges.CLOCK);
    private final Forward forward = new Forward(platform, Platform::secrets);

    @Test
    void sends_a_request_once() {
        assertThat(forward.handle(Exchanges.post("/api/v1/products", "{}")).status())
                .isEqualTo(200);
        assertThat(platform.forwarded()).hasSize(1);
    }
}
