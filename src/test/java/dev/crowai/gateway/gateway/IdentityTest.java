package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private final TestGateway gateway = new TestGateway();

    @Test
    void a_session_reaches_its_service_as_its_user_and_organization() {
        Response response = gateway.get("/api/v1/products/list?page=1", "Cookie", "better-auth.session_token=ann.sig");

        assertThat(response.status()).isEqualTo(200);
        assertThat(gateway.platform().theForwarded().headers().first("X-Organization-Id"))
                .contains(Platform.ACME);
        assertThat(gateway.platform().theForwarded().headers().first("X-User-Id")).contains("ann");
    }
}
