package dev.crowai.gateway.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.aws.Events;
import dev.crowai.gateway.aws.RuntimeJson;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.HostilePath;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.payload.PayloadSize;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class HttpApiCodecPropertyTest {
    private final HttpApiCodec codec = Codecs.trusting("x-client-ip");

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void no_event_makes_the_codec_throw(@ForAll("events") String json) {
        Arrival arrival = codec.decode(RuntimeJson.event(json));

        assertThat(HostilePath.reason(arrival.request().path())).isEmpty();
        assertThat(URI.create("http://localhost" + arrival.request().path()).getRawPath())
                .isEqualTo(arrival.request().path());
        assertThat(arrival.requestId()).matches("[A-Za-z0-9._=+/-]{1,128}");
        assertThat(arrival.request().host()).matches("[A-Za-z0-9._:\\[\\]-]+");
    }

    @Property(tries = 300)
    void request_bytes_arrive_as_they_were_sent(@ForAll byte[] bytes) {
        APIGatewayV2HTTPEvent event = Events.event("/x", it -> {
            it.setBody(Base64.getEncoder().encodeToString(bytes));
            it.setIsBase64Encoded(true);
        });

        assertThat(codec.decode(event).request().body().toByteArray()).isEqualTo(bytes);
    }

    @Property(tries = 300)
    void request_text_arrives_as_its_utf_8(@ForAll("wellFormed") String text) {
        APIGatewayV2HTTPEvent event = Events.event("/x", it -> it.setBody(text));

        assertThat(codec.decode(event).request().body().toByteArray()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 300)
    void an_accepted_path_means_what_the_client_asked_for(@ForAll("wellFormed") String text) {
        Arrival arrival = codec.decode(Events.get("/" + text));

        if (arrival.fault().isEmpty()) {
            assertThat(Percent.decode(arrival.request().path())).isEqualTo("/" + text);
        }
    }

    @Property(tries = 300)
    void answer_bytes_leave_as_they_came(@ForAll byte[] bytes, @ForAll("types") String type) {
        Response response = Response.of(200).with("Content-Type", type).withBody(Body.of(bytes));

        assertThat(received(codec.encode(response))).isEqualTo(bytes);
    }

    @Property(tries = 300)
    void answer_text_leaves_as_it_came(@ForAll("wellFormed") String text, @ForAll("types") String type) {
        Response response = Response.of(200).with("Content-Type", type).withBody(Body.of(text));

        assertThat(received(codec.encode(response))).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 300)
    void a_text_is_as_large_as_the_runtime_writes_it(@ForAll("wellFormed") String text) {
        assertThat(PayloadSize.ofText(text))
                .isEqualTo(RuntimeJson.quote(text).getBytes(StandardCharsets.UTF_8).length - 2L);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void an_answer_is_never_larger_than_counted(
            @ForAll("fields") List<Headers.Field> fields, @ForAll("wellFormed") String text) {
        Response response = Response.of(200).withHeaders(Headers.of(fields)).withBody(Body.of(text));

        long body = Math.max(PayloadSize.ofText(text), PayloadSize.ofBase64(response.body()));
        assertThat((long) RuntimeJson.bytes(codec.encode(response)).length)
                .isLessThanOrEqualTo(PayloadSize.ofHead(response.headers()) + body);
    }

    /** What the platform sends to the client for a function's JSON. */
    private static byte[] received(APIGatewayV2HTTPResponse encoded) {
        return encoded.getIsBase64Encoded()
                ? Base64.getDecoder().decode(encoded.getBody())
                : encoded.getBody().getBytes(StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<String> wellFormed() {
        return Arbitraries.oneOf(
                        Arbitraries.integers()
                                .between(0, 0x10FFFF)
                                .filter(c -> c < 0xD800 || c > 0xDFFF)
                                .map(Character::toString),
                        Arbitraries.of("\"", "\\", "/", "\u0000", "\n", "\u001f", "\u007f", "\uFEFF", "%", "%25", "🐦"),
                        Arbitraries.strings().alpha().ofMaxLength(8))
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(
                "application/json",
                "text/plain; charset=utf-8",
                "text/plain; charset=utf-16",
                "image/png",
                "",
                "text/");
    }

    @Provide
    Arbitrary<List<Headers.Field>> fields() {
        Arbitrary<Headers.Field> field = Combinators.combine(
                        Arbitraries.of("X-One", "x-one", "Set-Cookie", "Content-Type", "Vary"),
                        wellFormed().filter(Headers::isValue))
                .as(Headers.Field::new);
        return field.list().ofMaxSize(6);
    }

    /** JSON of events whose every part may be anything, null or missing. */
    @Provide
    Arbitrary<String> events() {
        Arbitrary<String> string = Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(30),
                        Arbitraries.of(
                                "/api/v1/products",
                                "/%2e%2e/x",
                                "/\uD83D",
                                "%",
                                "GET",
                                "$default",
                                "dev",
                                Events.FUNCTION_URL,
                                "api.crowai.dev",
                                "203.0.113.7:1",
                                "[::1"))
                .map(RuntimeJson::quote);
        Arbitrary<String> text = Arbitraries.frequencyOf(Tuple.of(6, string), Tuple.of(1, Arbitraries.just("null")));
        Arbitrary<String> headers =
                object(List.of(member("x-client-ip", text), member("x-request-id", text), field(string, text)));
        Arbitrary<String> http = object(List.of(member("method", text), member("sourceIp", text)));
        Arbitrary<String> context = object(List.of(
                member("http", orNull(http)),
                member("domainName", text),
                member("stage", text),
                member("requestId", text)));
        return object(List.of(
                member("rawPath", text),
                member("rawQueryString", text),
                member("headers", orNull(headers)),
                member("cookies", text.list().ofMaxSize(3).map(List::toString)),
                member("body", text),
                member("isBase64Encoded", Arbitraries.of("true", "false")),
                member("requestContext", orNull(context))));
    }

    private static Arbitrary<String> orNull(Arbitrary<String> json) {
        return Arbitraries.frequencyOf(Tuple.of(9, json), Tuple.of(1, Arbitraries.just("null")));
    }

    private static Arbitrary<String> member(String name, Arbitrary<String> value) {
        return field(Arbitraries.just("\"" + name + "\""), value);
    }

    private static Arbitrary<String> field(Arbitrary<String> name, Arbitrary<String> value) {
        Arbitrary<String> present = Combinators.combine(name, value).as((left, right) -> left + ":" + right);
        return Arbitraries.frequencyOf(Tuple.of(9, present), Tuple.of(1, Arbitraries.just("")));
    }

    private static Arbitrary<String> object(List<Arbitrary<String>> members) {
        return Combinators.combine(members)
                .as(present -> present.stream()
                        .filter(member -> !member.isEmpty())
                        .collect(Collectors.joining(",", "{", "}")));
    }
}
