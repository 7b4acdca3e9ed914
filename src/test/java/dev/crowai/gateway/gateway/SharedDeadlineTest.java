package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.UpstreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Slow and dead dependencies against a clock that only they move. */
class SharedDeadlineTest {
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String BOB = "better-auth.session_token=bob.sig";

    private final TestGateway gateway = new TestGateway();

    /** Each lookup answers in the last moment that it has. */
    @Test
    void slow_lookups_in_turn_leave_time_for_the_target() {
        List<Duration> left = new ArrayList<>();
        Instant begin = gateway.clock().instant();
        gateway.platform().delayed(call -> gateway.advance(call.timeout().minusMillis(1)));
        gateway.platform().onForward(call -> {
            left.add(call.timeout());
            return Response.json(200, "{}");
        });

        Response response = gateway.get("/api/v1/products/7", "Cookie", BOB);

        assertThat(response.status()).isEqualTo(200);
        assertThat(left).hasSize(1).allMatch(time -> time.compareTo(Duration.ofMillis(500)) >= 0);
        assertThat(Duration.between(begin, gateway.clock().instant())).isLessThanOrEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void a_dead_target_is_left_alone_and_tried_again() {
        gateway.platform().onForward(SharedDeadlineTest::unreachable);
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.get("/api/v1/qna/7").status()).isEqualTo(503);
        }
        gateway.platform().onForward(Response.json(200, "{}"));
        gateway.platform().forgetCalls();

        Response refused = gateway.send(Method.POST, "/api/v1/qna/7", Body.of("{}"));

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isPresent();
        assertThat(gateway.platform().forwarded()).isEmpty();
        assertThat(gateway.get("/api/v1/products/7", "Cookie", ANN).status()).isEqualTo(200);
        gateway.advance(Duration.ofSeconds(2));
        assertThat(gateway.get("/api/v1/qna/7").status()).isEqualTo(200);
        assertThat(gateway.log()).anyMatch(line -> line.contains("\"event\":\"circuitOpened\""));
        assertThat(gateway.log()).anyMatch(line -> line.contains("\"event\":\"circuitClosed\""));
    }

    @Test
    void a_dead_auth_service_costs_known_callers_503_and_no_time() {
        gateway.platform().fail("/api/v1/auth/get-session", UpstreamException.FailureKind.UNREACHABLE);
        gateway.platform().fail(Platform.ACTIVE_MEMBER, UpstreamException.FailureKind.UNREACHABLE);
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.get("/api/v1/products/7", "Cookie", ANN).status())
                    .isEqualTo(503);
        }
        gateway.platform().forgetCalls();

        assertThat(gateway.get("/api/v1/products/7", "Cookie", ANN).status()).isEqualTo(503);
        assertThat(gateway.platform().calls()).isEmpty();
    }

    @Test
    void a_caller_whose_requests_hang_makes_the_service_unavailable_to_nobody_else() {
        gateway.platform().onForward(SharedDeadlineTest::timedOut);
        for (int i = 0; i < 10; i++) {
            assertThat(gateway.post("/api/v1/products", "{}", "Cookie", ANN).status())
                    .isEqualTo(504);
        }
        gateway.platform().onForward(Response.json(200, "{}"));

        assertThat(gateway.get("/api/v1/products/7", "Cookie", BOB).status()).isEqualTo(200);
    }

    @Test
    void a_client_without_a_credential_that_makes_the_auth_service_hang_locks_nobody_out() {
        gateway.platform().onForward(SharedDeadlineTest::timedOut);
        for (int i = 0; i < 10; i++) {
            assertThat(gateway.post("/api/v1/auth/forget-password", "{}").status())
                    .isEqualTo(504);
        }
        gateway.platform().onForward(Response.json(200, "{}"));

        assertThat(gateway.get("/api/v1/products/7", "Cookie", ANN).status()).isEqualTo(200);
    }

    @Test
    void addresses_of_one_ipv6_network_are_one_client() {
        gateway.platform().onForward(SharedDeadlineTest::timedOut);
        for (int i = 1; i <= 4; i++) {
            String address = "2001:db8:1:" + i + "::1";
            assertThat(gateway.from(address, Method.GET, "/api/v1/qna/" + i).status())
                    .isEqualTo(504);
        }
        gateway.platform().onForward(Response.json(200, "{}"));

        assertThat(gateway.get("/api/v1/qna/7").status()).isEqualTo(200);
    }

    @Test
    void a_service_that_lets_three_callers_wait_is_left_alone() {
        gateway.platform().onForward(SharedDeadlineTest::timedOut);
        for (String[] caller : List.of(new String[] {"Cookie", ANN}, new String[] {"Cookie", BOB}, new String[] {
            "X-Internal-Key", Platform.INTERNAL_KEY, "X-Organization-Id", Platform.ACME
        })) {
            assertThat(gateway.get("/api/v1/products/7", caller).status()).isEqualTo(504);
        }
        gateway.platform().forgetCalls();

        assertThat(gateway.get("/api/v1/products/7", "X-API-Key", "crow_ann").status())
                .isEqualTo(503);
        assertThat(gateway.platform().forwarded()).isEmpty();
    }

    @Test
    void requests_of_platform_services_count_each_by_itself() {
        gateway.platform().onForward(SharedDeadlineTest::timedOut);
        for (int i = 0; i < 3; i++) {
            Headers key = Headers.of("X-Internal-Key", Platform.INTERNAL_KEY);
            Request request = Exchanges.request(Method.GET, "/api/v1/products/7", key, Body.EMPTY);
            assertThat(gateway.handle(new Arrival(request, Optional.empty(), "job-" + i))
                            .status())
                    .isEqualTo(504);
        }

        assertThat(gateway.get("/api/v1/products/7", "X-Internal-Key", Platform.INTERNAL_KEY)
                        .status())
                .isEqualTo(503);
    }

    private static Response unreachable(Call call) throws UpstreamException {
        throw Platform.failure(UpstreamException.FailureKind.UNREACHABLE);
    }

    private static Response timedOut(Call call) throws UpstreamException {
        throw Platform.failure(UpstreamException.FailureKind.TIMEOUT);
    }
}
