package dev.crowai.gateway.aws.codec;

import static dev.crowai.gateway.aws.Codecs.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.aws.Events;
import dev.crowai.gateway.aws.RuntimeJson;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "The event and the path": events that are no request. */
class EventFaultsTest {
    private final HttpApiCodec codec = Codecs.codec();

    @Test
    void answer_no_event_at_all_with_400() {
        Arrival arrival = codec.decode(null);

        assertThat(arrival.fault()).map(Problem::status).contains(400);
        assertThat(arrival.requestId()).isEqualTo("random-id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"rawPath\":\"/x\"}",
                "{\"rawPath\":\"/x\",\"headers\":{}}",
                "{\"rawPath\":\"/x\",\"headers\":{},\"requestContext\":{}}",
                "{\"rawPath\":\"/x\",\"headers\":{},\"requestContext\":{\"http\":{}}}",
                "{\"headers\":{},\"requestContext\":{\"http\":{\"method\":\"GET\"}}}",
                "{\"rawPath\":\"/x\",\"requestContext\":{\"http\":{\"method\":\"GET\"}}}",
                "{\"version\":\"1.0\",\"path\":\"/x\",\"httpMethod\":\"GET\",\"headers\":{}}",
                "{\"source\":\"aws.events\",\"detail\":{}}"
            })
    void answer_an_event_that_is_no_request_with_400(String json) {
        assertThat(refused(RuntimeJson.event(json)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "trace", "PROPFIND", "get", "GET "})
    void answer_an_unknown_method_with_405(String method) {
        Problem problem = refused(
                Events.event("/x", it -> it.getRequestContext().getHttp().setMethod(method)));

        assertThat(problem.status()).isEqualTo(405);
        assertThat(problem.headers().first("Allow")).contains("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void keep_the_origin_so_that_the_refusal_can_be_read(int kind) {
        List<Consumer<APIGatewayV2HTTPEvent>> faults = List.of(
                it -> it.setRawPath("/a/../b"),
                it -> it.getHeaders().put("x-one", "a\nb"),
                it -> it.getRequestContext().getHttp().setMethod("CONNECT"),
                it -> it.setRequestContext(null));

        Arrival arrival = codec.decode(Events.event("/x", faults.get(kind)));

        assertThat(arrival.fault()).isPresent();
        assertThat(arrival.request().header("Origin")).contains("https://app.crowai.dev");
    }

    @Test
    void stand_in_for_what_could_not_be_kept() {
        Arrival arrival = codec.decode(Events.event("/a\\b", it -> {
            it.getRequestContext().getHttp().setMethod("CONNECT");
            it.setBody("%%%");
            it.setIsBase64Encoded(true);
        }));

        assertThat(arrival.request().path()).isEqualTo("/");
        assertThat(arrival.request().method()).isEqualTo(Method.GET);
        assertThat(arrival.request().body()).isEqualTo(Body.EMPTY);
        assertThat(arrival.fault()).map(Problem::status).contains(400);
    }

    @Test
    void never_repeat_what_the_client_sent() {
        Problem problem = refused(Events.withHeader("authorization", "Bearer secret\n"));

        assertThat(problem.toResponse("id").body().utf8().orElseThrow()).doesNotContain("secret");
    }
}
