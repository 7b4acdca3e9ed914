package dev.crowai.gateway.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.aws.Events;
import dev.crowai.gateway.aws.RuntimeJson;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.payload.PayloadSize;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** See SPEC "The event and the path". */
class HttpApiCodecTest {
    private final HttpApiCodec codec = Codecs.codec();

    @Nested
    class Paths {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                value = {
                    "/, /",
                    "/api/v1/products, /api/v1/products",
                    "/api/v1/products/red shoe, /api/v1/products/red%20shoe",
                    "/api/v1/products/50%, /api/v1/products/50%25",
                    "/api/v1/products/50%25, /api/v1/products/50%2525",
                    "/api/v1/products/é東🐦, /api/v1/products/%C3%A9%E6%9D%B1%F0%9F%90%A6",
                    "/api/v1/products/a?b#c, /api/v1/products/a%3Fb%23c",
                    "/api/v1/products/a+b;c=d@e:f, /api/v1/products/a+b;c=d@e:f",
                    "/api/v1/products/%2F, /api/v1/products/%252F",
                    "/api/v1//products/, /api/v1//products/",
                    "api/v1/products, /api/v1/products",
                    "``, /"
                })
        void are_encoded_again_where_an_http_api_has_decoded_them(String rawPath, String path) {
            assertThat(accepted(Events.get(rawPath)).request().path()).isEqualTo(path);
        }

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                value = {
                    "/api/v1/products/red%20shoe, /api/v1/products/red%20shoe",
                    "/api/v1/products/50%25, /api/v1/products/50%25",
                    "/api/v1/products/a%2fb, /api/v1/products/a%2fb",
                    "/api/v1/products/é, /api/v1/products/%C3%A9",
                    "/api/v1/products/a b, /api/v1/products/a%20b",
                    "`` , /"
                })
        void keep_their_escapes_on_a_function_url(String rawPath, String path) {
            assertThat(accepted(Events.onFunctionUrl(rawPath)).request().path()).isEqualTo(path);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "api.lambda-url.eu-west-1.on.aws.example.com",
                    "a.b.lambda-url.eu-west-1.on.aws",
                    "lambda-url.eu-west-1.on.aws",
                    "xlambda-url.eu-west-1.on.aws"
                })
        void are_taken_as_decoded_on_any_other_domain(String domain) {
            APIGatewayV2HTTPEvent event =
                    Events.event("/a%20b", it -> it.getRequestContext().setDomainName(domain));

            assertThat(accepted(event).request().path()).isEqualTo("/a%2520b");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/a%", "/a%2", "/a%zz", "/%%20"})
        void with_a_malformed_escape_are_refused_on_a_function_url(String rawPath) {
            assertThat(refused(Events.onFunctionUrl(rawPath)).status()).isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/a/../b",
                    "/a/./b",
                    "/..",
                    "/a/%2e%2e/b",
                    "/a/%2E./b",
                    "/a/%252e%252e/b",
                    "/a/%25252e/b",
                    "/a/..;x/b",
                    "/a%2f..%2fb",
                    "/a\\b",
                    "/a%5cb",
                    "/a%255Cb",
                    "/a%25255cb",
                    "/a\u0000b",
                    "/a%00b",
                    "/a%2500b",
                    "/a\nb",
                    "/a%0ab",
                    "/a\r\nb",
                    "/a\tb",
                    "/a\u007fb",
                    "/a\u0085b"
                })
        void that_are_hostile_are_refused_from_either_source(String rawPath) {
            assertThat(refused(Events.get(rawPath)).status()).isEqualTo(400);
            assertThat(refused(Events.onFunctionUrl(rawPath)).status()).isEqualTo(400);
            assertThat(refused(Events.onStage("dev", "/dev" + rawPath)).status())
                    .isEqualTo(400);
        }

        @Test
        void that_are_hostile_are_refused_without_a_leading_slash_too() {
            assertThat(refused(Events.get("..")).status()).isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/\uD83D", "/a\uDC26b", "/\uDC26\uD83D"})
        void with_half_a_character_are_refused_from_either_source(String rawPath) {
            assertThat(refused(Events.get(rawPath)).status()).isEqualTo(400);
            assertThat(refused(Events.onFunctionUrl(rawPath)).status()).isEqualTo(400);
        }

        @ParameterizedTest
        @CsvSource({
            "dev, /dev/api/v1/products, /api/v1/products",
            "dev, /dev, /",
            "dev, /dev/, /",
            "dev, /devices, /devices",
            "dev, /dev/dev/x, /dev/x",
            "dev, /api/dev/x, /api/dev/x",
            "dev, /dev//x, //x",
            "$default, /$default/x, /$default/x",
            "'', /api, /api"
        })
        void lose_the_name_of_their_stage(String stage, String rawPath, String path) {
            assertThat(accepted(Events.onStage(stage, rawPath)).request().path())
                    .isEqualTo(path);
        }
    }

    @Nested
    class Fields {
        @Test
        void keep_the_query_to_the_letter() {
            String query = "b=2&a=%2F+%20&&=&a=1|\"<é&x=%zz";
            APIGatewayV2HTTPEvent event = Events.event("/x", it -> it.setRawQueryString(query));

            assertThat(accepted(event).request().query()).isEqualTo(query);
        }

        @Test
        void have_no_query_where_the_event_has_none() {
            APIGatewayV2HTTPEvent event = Events.event("/x", it -> it.setRawQueryString(null));

            assertThat(accepted(event).request().query()).isEmpty();
        }

        @Test
        void are_found_in_any_letter_case() {
            Headers headers =
                    accepted(Events.withHeader("X-ApI-kEy", "k")).request().headers();

            assertThat(headers.first("x-api-key")).contains("k");
        }

        @Test
        void join_cookies_into_one_header_in_place_of_any_other() {
            APIGatewayV2HTTPEvent event = Events.event("/x", it -> {
                it.getHeaders().put("COOKIE", "raw=1");
                it.setCookies(Arrays.asList("a=1", null, "b=2; c=3", " "));
            });

            assertThat(accepted(event).request().headers().all("cookie")).containsExactly("a=1; b=2; c=3");
        }

        @Test
        void keep_a_raw_cookie_header_where_the_event_has_no_cookies() {
            APIGatewayV2HTTPEvent event = Events.event("/x", it -> {
                it.getHeaders().put("cookie", "raw=1");
                it.setCookies(List.of());
            });

            assertThat(accepted(event).request().headers().all("Cookie")).containsExactly("raw=1");
        }

        @Test
        void leave_out_an_entry_without_a_value() {
            APIGatewayV2HTTPEvent event =
                    Events.event("/x", it -> it.getHeaders().put("x-nothing", null));

            assertThat(accepted(event).request().headers().has("x-nothing")).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\rb", "a\nb", "a\r\nx-internal-key: k", "a\u0000", "a\u001f", "a\u007f", "\u000b"})
        void with_a_control_character_are_refused(String value) {
            assertThat(refused(Events.withHeader("x-one", value)).status()).isEqualTo(400);
            assertThat(refused(Events.event("/x", it -> it.setCookies(List.of("a=" + value))))
                            .status())
                    .isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "a b", "a:", "é", "a\nb", "x-internal-key\u0000", "\"a\""})
        void with_an_impossible_name_are_refused(String name) {
            assertThat(refused(Events.withHeader(name, "value")).status()).isEqualTo(400);
        }

        @Test
        void may_hold_a_tab() {
            assertThat(accepted(Events.withHeader("x-one", "a\tb")).request().header("x-one"))
                    .contains("a\tb");
        }

        @Test
        void become_octets_again_where_they_were_read_as_utf_8() {
            assertThat(accepted(Events.withHeader("x-one", "東")).request().header("x-one"))
                    .contains("\u00e6\u009d\u00b1");
        }

        @Test
        void stay_as_they_are_where_every_character_is_an_octet() {
            assertThat(accepted(Events.withHeader("x-one", "caf\u00e9"))
                            .request()
                            .header("x-one"))
                    .contains("caf\u00e9");
        }
    }

    @Nested
    class Bodies {
        @Test
        void are_empty_where_the_event_has_none() {
            assertThat(accepted(Events.get("/x")).request().body()).isEqualTo(Body.EMPTY);
        }

        @Test
        void that_are_text_become_utf_8() {
            APIGatewayV2HTTPEvent event = Events.event("/x", it -> it.setBody("\uFEFFé東🐦\r\n\u0000"));

            assertThat(accepted(event).request().body()).isEqualTo(Body.of("\uFEFFé東🐦\r\n\u0000"));
        }

        @Test
        void that_are_base64_become_bytes() {
            APIGatewayV2HTTPEvent event = base64("AP+A");

            assertThat(accepted(event).request().body().toByteArray()).containsExactly(0, 0xFF, 0x80);
        }

        @ParameterizedTest
        @ValueSource(strings = {"not base64!", "AP+A\n", "A", "AP_A", "é"})
        void that_are_broken_base64_are_refused(String body) {
            assertThat(refused(base64(body)).status()).isEqualTo(400);
        }

        @Test
        void with_half_a_character_are_refused() {
            assertThat(refused(Events.event("/x", it -> it.setBody("a\uD83Db"))).status())
                    .isEqualTo(400);
        }

        @Test
        void over_six_megabytes_are_too_large() {
            String largest = "a".repeat(PayloadSize.LIMIT);

            assertThat(codec.decode(Events.event("/x", it -> it.setBody(largest)))
                            .fault())
                    .isEmpty();
            assertThat(refused(Events.event("/x", it -> it.setBody(largest + "a")))
                            .status())
                    .isEqualTo(413);
            assertThat(refused(base64("AAAA".repeat(PayloadSize.LIMIT / 4 + 1))).status())
                    .isEqualTo(413);
        }

        private static APIGatewayV2HTTPEvent base64(String body) {
            return Events.event("/x", it -> {
                it.setBody(body);
                it.setIsBase64Encoded(true);
            });
        }
    }

    @Nested
    class Clients {
        @Test
        void have_the_address_that_the_platform_saw_whatever_they_say() {
            APIGatewayV2HTTPEvent event = Events.withHeader("x-forwarded-for", "192.0.2.1");

            assertThat(accepted(event).request().client().text()).isEqualTo("203.0.113.7");
        }

        @ParameterizedTest
        @CsvSource({
            "CloudFront-Viewer-Address, 192.0.2.1:46532, 192.0.2.1",
            "CloudFront-Viewer-Address, 2001:db8::1:443, 2001:db8::1",
            "CloudFront-Viewer-Address, 2001:db8::a:b:c:d:443, 2001:db8::a:b:c:d",
            "CloudFront-Viewer-Address, 2001:db8:1:2:3:4:5:6:443, 2001:db8:1:2:3:4:5:6",
            "CloudFront-Viewer-Address, [2001:db8::1]:443, 2001:db8::1",
            "CloudFront-Viewer-Address, 192.0.2.1, 192.0.2.1",
            "CloudFront-Viewer-Address, 2001:db8::1, 2001:db8::1",
            "x-client-ip, 192.0.2.1, 192.0.2.1",
            "x-client-ip, ' 192.0.2.1 ', 192.0.2.1",
            "x-client-ip, 192.0.2.1:80, 192.0.2.1",
            "x-client-ip, 2001:db8::1:443, 2001:db8::1:443",
            "x-client-ip, [2001:db8::1], 2001:db8::1",
            "x-client-ip, 2001:db8:1:2:3:4:5:6:443, 2001:db8:1:2:3:4:5:6"
        })
        void have_the_address_of_the_trusted_header(String header, String value, String address) {
            HttpApiCodec trusting = Codecs.trusting(header);

            assertThat(trusting.decode(Events.throughProxy(header.toUpperCase(Locale.ROOT), value))
                            .request()
                            .client()
                            .text())
                    .isEqualTo(address);
        }

        @ParameterizedTest
        @ValueSource(strings = {"192.0.2.1, 198.51.100.2", "nobody", "[2001:db8::1", ":", "unix:/x", "[]:1"})
        void share_one_network_where_the_trusted_header_is_unreadable(String value) {
            HttpApiCodec trusting = Codecs.trusting("x-client-ip");

            assertThat(trusting.decode(Events.throughProxy("x-client-ip", value))
                            .request()
                            .client()
                            .network())
                    .isEqualTo("unparsable");
        }

        @Test
        void have_the_address_that_the_platform_saw_where_the_trusted_header_is_missing_or_empty() {
            HttpApiCodec trusting = Codecs.trusting("x-client-ip");

            assertThat(trusting.decode(Events.get("/x")).request().client().text())
                    .isEqualTo("203.0.113.7");
            assertThat(trusting.decode(Events.throughProxy("x-client-ip", " "))
                            .request()
                            .client()
                            .text())
                    .isEqualTo("203.0.113.7");
        }

        @Test
        void are_unknown_where_nobody_says_who_they_are() {
            APIGatewayV2HTTPEvent event =
                    Events.event("/x", it -> it.getRequestContext().getHttp().setSourceIp("203.0.113.7\r\nx: y"));

            assertThat(accepted(event).request().client().text()).isEqualTo("unknown");
        }

        @Test
        void reach_the_public_host_that_the_platform_names() {
            assertThat(accepted(Events.withHeader("host", "evil.example"))
                            .request()
                            .host())
                    .isEqualTo("api.crowai.dev");
        }

        @ParameterizedTest
        @CsvSource({"localhost:8000, localhost:8000", "[::1]:8000, [::1]:8000", "evil/path, localhost", "'', localhost"
        })
        void reach_the_host_that_they_name_where_the_platform_names_none(String header, String host) {
            APIGatewayV2HTTPEvent event = Events.withHeader("Host", header);
            event.getRequestContext().setDomainName(null);

            assertThat(accepted(event).request().host()).isEqualTo(host);
        }
    }

    @Nested
    class RequestIds {
        @ParameterizedTest
        @CsvSource({
            "web-1.a_B, web-1.a_B",
            "'one,two', JKJaXmPLvHcESHA=",
            "'', JKJaXmPLvHcESHA=",
            "a b, JKJaXmPLvHcESHA=",
            "é, JKJaXmPLvHcESHA="
        })
        void are_the_clients_where_they_are_well_formed(String header, String id) {
            assertThat(codec.decode(Events.withHeader("X-Request-ID", header)).requestId())
                    .isEqualTo(id);
        }

        @Test
        void may_have_128_characters_and_no_more() {
            assertThat(codec.decode(Events.withHeader("x-request-id", "a".repeat(128)))
                            .requestId())
                    .isEqualTo("a".repeat(128));
            assertThat(codec.decode(Events.withHeader("x-request-id", "a".repeat(129)))
                            .requestId())
                    .isEqualTo("JKJaXmPLvHcESHA=");
        }

        @Test
        void are_made_where_the_platform_gives_none_that_may_stand_in_a_header() {
            APIGatewayV2HTTPEvent none = Events.get("/x");
            none.getRequestContext().setRequestId(null);
            APIGatewayV2HTTPEvent hostile = Events.get("/x");
            hostile.getRequestContext().setRequestId("a\r\nb");

            assertThat(codec.decode(none).requestId()).isEqualTo("random-id");
            assertThat(codec.decode(hostile).requestId()).isEqualTo("random-id");
        }
    }

    @Nested
    class Faults {
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
        @ValueSource(strings = {"TRACE", "CONNECT", "PROPFIND", "get", "GET "})
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
                    it -> it.getRequestContext().getHttp().setMethod("TRACE"),
                    it -> it.setRequestContext(null));

            Arrival arrival = codec.decode(Events.event("/x", faults.get(kind)));

            assertThat(arrival.fault()).isPresent();
            assertThat(arrival.request().header("Origin")).contains("https://app.crowai.dev");
        }

        @Test
        void stand_in_for_what_could_not_be_kept() {
            Arrival arrival = codec.decode(Events.event("/a\\b", it -> {
                it.getRequestContext().getHttp().setMethod("TRACE");
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

    private Arrival accepted(APIGatewayV2HTTPEvent event) {
        Arrival arrival = codec.decode(event);
        assertThat(arrival.fault()).isEmpty();
        return arrival;
    }

    private Problem refused(APIGatewayV2HTTPEvent event) {
        Optional<Problem> fault = codec.decode(event).fault();
        assertThat(fault).isPresent();
        return fault.orElseThrow();
    }
}
