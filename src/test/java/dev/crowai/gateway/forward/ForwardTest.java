package dev.crowai.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.testing.Exchanges;
import dev.crowai.gateway.testing.Platform;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardTest {
    private static final String PRODUCTS = "/api/v1/products";
    private static final Secret JWT = Secret.of("a.b.c");

    private final Platform platform = new Platform(Exchanges.CLOCK);
    private final Forward forward = new Forward(platform, Platform::secrets);

    @Test
    void sends_a_request_once_and_within_the_time_that_is_left() {
        assertThat(forward.handle(Exchanges.post(PRODUCTS, "{}")).status()).isEqualTo(200);

        assertThat(platform.forwarded()).hasSize(1);
        assertThat(platform.theForwarded().timeout()).isEqualTo(Exchanges.TIME);
    }

    @Test
    void records_the_status_of_the_service() {
        platform.onForward(Response.of(418));
        Exchange exchange = Exchanges.get(PRODUCTS);

        forward.handle(exchange);

        assertThat(exchange.record().snapshot().results()).containsExactly(new Result.UpstreamResponse(418));
    }

    static Stream<Arguments> sources() {
        return Stream.of(
                arguments(new Identity.SessionUser("ann", new ActiveOrganization.None(), JWT), "203.0.113.7", "ann"),
                arguments(new Identity.Unidentified(), "203.0.113.7", "203.0.113.7"),
                arguments(new Identity.Unidentified(), "2001:db8:1:2::7", "2001:db8:1:0:0:0:0:0/48"),
                arguments(
                        new Identity.InternalCaller(Optional.empty(), Optional.empty(), Optional.empty()),
                        "203.0.113.7",
                        Exchanges.REQUEST_ID));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void names_the_caller_or_its_network_as_the_source_and_each_internal_request_by_itself(
            Identity caller, String address, String source) {
        forward.handle(
                Exchanges.of(Exchanges.from(address, Exchanges.get(PRODUCTS).request()))
                        .withIdentity(caller));

        assertThat(platform.theForwarded().source()).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource({"HEAD,200,''", "GET,200,x", "GET,205,x", "GET,204,''", "GET,304,''", "GET,305,x"})
    void keeps_the_body_of_a_response_that_may_have_one(Method method, int status, String body) {
        platform.onForward(new Response(status, Headers.EMPTY, Body.of("x")));
        Exchange exchange = Exchanges.of(method, PRODUCTS);

        assertThat(forward.handle(exchange).body().utf8()).contains(body);
    }
}
