package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.UpstreamException;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import org.junit.jupiter.api.Test;

/** What the response cache must never do, with all the steps around it that could hide something from it. */
class CacheTrustTest {
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String PRODUCTS = "/api/v1/products/list";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    @Test
    void a_connection_field_hides_no_directive() {
        platform.onForward(Response.json(200, "{}")
                .withHeaders(Headers.of("Connection", "cache-control, vary", "Cache-Control", "no-store")));

        gateway.get(PRODUCTS, "Cookie", ANN);

        assertThat(gateway.get(PRODUCTS, "Cookie", ANN).header("X-Cache")).contains("MISS");
    }

    @Test
    void visitors_of_one_network_whom_their_cookies_tell_apart_do_not_share() {
        platform.onForward(
                _ -> Response.json(200, "{}").with("Cache-Control", "public").with("Vary", "Cookie"));
        gateway.get("/api/v1/qna/mine", "Cookie", "visitor=alice");

        assertThat(gateway.get("/api/v1/qna/mine", "Cookie", "visitor=bob").header("X-Cache"))
                .contains("MISS");
        assertThat(gateway.get("/api/v1/qna/mine", "Cookie", "visitor=alice").header("X-Cache"))
                .contains("HIT");
        assertThat(gateway.get("/api/v1/qna/mine").header("X-Cache")).contains("MISS");
    }

    @Test
    void a_write_whose_outcome_is_unknown_counts_as_done() {
        for (FailureKind kind : FailureKind.values()) {
            platform.onForward(Response.json(200, "{}"));
            gateway.get(PRODUCTS, "Cookie", ANN);
            platform.onForward(_ -> {
                throw new UpstreamException(kind, "late, but done");
            });
            gateway.post(PRODUCTS, "{}", "Cookie", ANN);
            platform.onForward(Response.json(200, "{}"));

            assertThat(gateway.get(PRODUCTS, "Cookie", ANN).header("X-Cache")).contains("MISS");
        }
    }
}
