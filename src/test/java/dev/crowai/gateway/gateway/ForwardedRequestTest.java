package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import dev.crowai.gateway.testing.Words;
import dev.crowai.gateway.upstream.Call;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Forwarding": what a service gets, row by row. */
class ForwardedRequestTest {
    private static final String[] INTERNAL = {"X-Internal-Key", Platform.INTERNAL_KEY};
    private static final String ANN = "better-auth.session_token=ann.sig";
    private static final String PRODUCTS = "/api/v1/products/list";
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

    private Headers sent() {
        return platform.theForwarded().headers();
    }

    @ParameterizedTest
    @CsvSource({
        "auth,core-auth-service,dev.internal.auth-api.crowai.dev",
        "better-auth,core-auth-service,dev.internal.auth-api.crowai.dev",
        "users,core-user-service,dev.internal.users.crowai.dev",
        "products,core-product-service,dev.internal.products.crowai.dev",
        "crawler-jobs,core-product-service,dev.internal.products.crowai.dev",
        "organizations,core-organization-service,dev.internal.orgs.crowai.dev",
        "analytics,core-analytics-service,dev.internal.analytics.crowai.dev",
        "notifications,core-notification-service,dev.internal.notifications.crowai.dev",
        "patterns,core-pattern-service,dev.internal.patterns.crowai.dev",
        "interactions,core-interaction-service,dev.internal.interactions.crowai.dev",
        "chat,bff-chat-service,dev.internal.chat.crowai.dev",
        "qna,bff-qna-service,dev.internal.qna.crowai.dev",
        "mcp,mcp-service,dev.mcp.crowai.dev",
        "billing,core-billing-service,dev.internal.billing.crowai.dev",
        "cctv,cctv-ingest-service,dev.cctv.crowai.dev",
        "ingest,web-ingest-service,dev.internal.ingest-worker.crowai.dev",
    })
    void sends_every_segment_to_its_service_with_path_version_and_query_as_they_are(
            String segment, String service, String host) {
        Response response = gateway.get("/api/v12/" + segment + "/a%20b//c/?q=%7B1%7D&&q=", INTERNAL);

        Call call = platform.theForwarded();
        assertThat(call.uri()).hasToString("https://" + host + "/api/v12/" + segment + "/a%20b//c/?q=%7B1%7D&&q=");
        assertThat(call.headers().all("X-Gateway-Service")).containsExactly(service);
        assertThat(response.header("X-Gateway-Service")).contains(service);
        assertThat(response.header("X-Gateway-Version")).contains("v12");
    }

    @Test
    void keeps_the_query_to_the_letter_but_for_what_no_url_may_hold() {
        gateway.get(PRODUCTS + "?a=b+c&d=%zz&e=%7c|\"<>`{}^\\&f=ü&g=[1]", "Cookie", ANN);

        assertThat(platform.theForwarded().uri().getRawQuery())
                .isEqualTo("a=b+c&d=%25zz&e=%7c%7C%22%3C%3E%60%7B%7D%5E%5C&f=%C3%BC&g=[1]");
    }

    @ParameterizedTest
    @Words("""
            Connection Keep-Alive TE Trailer Transfer-Encoding Upgrade Proxy-Authorization Proxy-Anything Host
            Content-Length X-Gateway-Anything X-Service-API-Key X-Crawler-Secret X-Caller-Id X-System-Token
            X-API-Key Forwarded X-Forwarded-Port X-Real-IP CF-Connecting-IP CF-Ray True-Client-IP X-Forwarded
            Forwarded-For X-Original-Forwarded-For X-Client-IP Client-IP X-Cluster-Client-IP Fastly-Client-IP
            CloudFront-Viewer-Address X-Original-URL X-Rewrite-URL X-HTTP-Method X-HTTP-Method-Override
            X-Method-Override X-Named-By-Connection
            """)
    void drops_from_a_request(String name) {
        gateway.get("/api/v1/analytics/x", "Cookie", ANN, "Connection", "x-named-by-connection, close", name, "evil");

        assertThat(sent().all(name)).doesNotContain("evil");
        assertThat(sent().has(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Origin,https://app.crowai.dev",
        "Referer,https://app.crowai.dev/x",
        "Sec-Fetch-Site,cross-site",
        "Sec-Fetch-Mode,navigate",
        "User-Agent,recorder/1",
        "Accept,text/event-stream",
        "Accept-Encoding,br",
        "Accept-Language,de",
        "If-Match,\"x\"",
        "Range,bytes=0-1",
        "Mcp-Session-Id,7",
        "Last-Event-ID,9",
        "Stripe-Signature,t=1",
        "X-Custom,1",
    })
    void passes_on(String name, String value) {
        gateway.post("/api/v1/analytics/x", "{}", "X-API-Key", "crow_ann", name, value);

        assertThat(sent().all(name)).containsExactly(value);
    }

    @ParameterizedTest
    @CsvSource({
        "users/me,false",
        "users/by-auth-id/ann,false",
        "organizations/by-auth-id/ba-acme,false",
        "products,true",
        "crawler-jobs,true",
        "analytics,false",
        "auth/get-session,false",
    })
    void adds_the_keys_that_a_service_takes(String path, boolean crawlerSecret) {
        gateway.get("/api/v1/" + path, "Cookie", ANN);

        assertThat(sent().all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
        assertThat(sent().has("X-Service-API-Key")).isFalse();
        assertThat(sent().first("X-Crawler-Secret")
                        .filter(Platform.CRAWLER_SECRET::equals)
                        .isPresent())
                .isEqualTo(crawlerSecret);
    }

    @ParameterizedTest
    @CsvSource({
        "mcp,true,false",
        "chat,true,false",
        "interactions,true,false",
        "ingest,true,true",
        "cctv,true,false",
        "products,false,false",
        "users/by-auth-id,false,false",
        "billing,false,false",
    })
    void shows_an_api_key_to_the_services_that_verify_keys_alone(String segment, boolean asKey, boolean asBearer) {
        gateway.get("/api/v1/" + segment + "/ann", "Authorization", "ApiKey crow_ann");

        assertThat(sent().all("X-API-Key")).hasSize(asKey ? 1 : 0).allMatch("crow_ann"::equals);
        assertThat(sent().all("Authorization")).hasSize(asBearer ? 1 : 0).allMatch("Bearer crow_ann"::equals);
    }

    @Test
    void says_where_a_request_came_from() {
        gateway.get(
                PRODUCTS,
                "Cookie",
                ANN,
                "X-Forwarded-For",
                "6.6.6.6",
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Proto",
                "gopher");

        assertThat(sent().all("X-Forwarded-For")).containsExactly(TestGateway.CLIENT);
        assertThat(sent().all("X-Forwarded-Host")).containsExactly(TestGateway.HOST);
        assertThat(sent().all("X-Forwarded-Proto")).containsExactly("https");
        assertThat(sent().all("X-Request-Id")).containsExactly(TestGateway.REQUEST_ID);
    }

    @Test
    void continues_the_trace_of_the_client_and_makes_one_where_there_is_none() {
        String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        gateway.get(PRODUCTS, "Cookie", ANN, "traceparent", traceparent);
        assertThat(sent().all("traceparent")).containsExactly(traceparent);
        assertThat(sent().all("X-Amzn-Trace-Id")).containsExactly("Root=1-4bf92f35-77b34da6a3ce929d0e0e4736");
        assertThat(platform.calls())
                .allSatisfy(
                        call -> assertThat(call.headers().all("traceparent")).containsExactly(traceparent));

        platform.forgetCalls();
        gateway.get(
                PRODUCTS + "?2",
                "Cookie",
                ANN,
                "X-Amzn-Trace-Id",
                "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
        assertThat(sent().first("traceparent").orElse("")).startsWith("00-5759e988bd862e3fe1be46a994272793-");
        assertThat(sent().all("X-Amzn-Trace-Id")).containsExactly("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");

        platform.forgetCalls();
        gateway.get(PRODUCTS + "?3", "Cookie", ANN, "traceparent", "garbage", "X-Amzn-Trace-Id", "garbage");
        assertThat(sent().first("traceparent").orElse("")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(sent().first("X-Amzn-Trace-Id").orElse("")).matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24}");
    }

    @ParameterizedTest
    @CsvSource({"POST,true", "PUT,true", "PATCH,true", "DELETE,false", "GET,false"})
    void types_a_body_as_json_where_its_method_carries_one_and_no_type_came(Method method, boolean typed) {
        gateway.send(method, PRODUCTS, Body.EMPTY, "Cookie", ANN);
        assertThat(sent().all("Content-Type")).hasSize(typed ? 1 : 0).allMatch("application/json"::equals);

        platform.forgetCalls();
        gateway.send(method, PRODUCTS, Body.of("x"), "Cookie", ANN, "Content-Type", "text/plain");
        assertThat(sent().all("Content-Type")).containsExactly("text/plain");
    }

    @Test
    void sends_the_state_of_a_trace_beside_that_trace_alone() {
        String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        gateway.get(PRODUCTS, "Cookie", ANN, "traceparent", traceparent, "tracestate", "a=b", "tracestate", "c=d");
        assertThat(sent().all("tracestate")).containsExactly("a=b, c=d");

        for (String[] without : new String[][] {
            {"tracestate", "a=b"},
            {"tracestate", "a=b", "traceparent", "garbage"},
            {"tracestate", "a=b", "X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793"},
        }) {
            platform.forgetCalls();
            Headers headers = Headers.of(without).plus("Cookie", ANN);
            gateway.post(
                    "/api/v1/analytics/x",
                    "{}",
                    headers.fields().stream()
                            .flatMap(field -> Stream.of(field.name(), field.value()))
                            .toArray(String[]::new));
            assertThat(sent().has("tracestate")).as(String.join(" ", without)).isFalse();
        }
    }

    @Test
    void adds_itself_to_the_gateways_that_a_request_came_through() {
        gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN);
        assertThat(sent().all("Via")).containsExactly("1.1 crow");

        platform.forgetCalls();
        gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN, "Via", "1.0 fred", "via", "2 proxy (a, b)");
        assertThat(sent().all("Via")).containsExactly("1.0 fred, 2 proxy (a, b), 1.1 crow");
    }

    @ParameterizedTest
    @CsvSource({
        "1,0",
        "70,69",
        "007,6",
        "123456789,123456788",
        "99999999999999999999,999999998",
        "x,",
        "-1,",
        "'1, 2',",
    })
    void lowers_how_many_gateways_an_options_request_may_still_pass(String before, String after) {
        gateway.send(Method.OPTIONS, "/api/v1/analytics/x", Body.EMPTY, "Cookie", ANN, "Max-Forwards", before);

        assertThat(sent().first("Max-Forwards")).isEqualTo(Optional.ofNullable(after));
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS,0", "OPTIONS,00", "TRACE,0", "TRACE,00"})
    void responds_itself_to_a_request_that_may_go_no_further(Method method, String value) {
        Response response =
                gateway.send(method, "/api/v1/analytics/x", Body.EMPTY, "Cookie", ANN, "Max-Forwards", value);

        assertThat(platform.forwarded()).isEmpty();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Allow")).contains("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        assertThat(response.body().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "10", "x", "-0"})
    void never_forwards_trace_because_the_response_would_show_what_the_gateway_added(String value) {
        Response response =
                gateway.send(Method.TRACE, "/api/v1/analytics/x", Body.EMPTY, "Cookie", ANN, "Max-Forwards", value);

        assertThat(platform.forwarded()).isEmpty();
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("Allow")).contains("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }

    @Test
    void leaves_max_forwards_of_other_methods_alone() {
        gateway.get("/api/v1/analytics/x", "Cookie", ANN, "Max-Forwards", "0");

        assertThat(sent().all("Max-Forwards")).containsExactly("0");
    }

    @Test
    void carries_a_body_byte_for_byte() {
        byte[] bytes = new byte[4096];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        gateway.send(Method.POST, "/api/v1/billing/webhook", Body.of(bytes), "Content-Type", "application/json");

        assertThat(platform.theForwarded().body().toByteArray()).isEqualTo(bytes);
    }

    @Test
    void forwards_options_that_are_no_preflight() {
        gateway.send(Method.OPTIONS, "/api/v1/analytics/x", Body.EMPTY, "Cookie", ANN);

        assertThat(platform.theForwarded().method()).isEqualTo(Method.OPTIONS);
    }

    @Test
    void repeats_nothing_of_a_request_in_the_log() {
        gateway.post(
                "/api/v1/analytics/x?token=secret-query",
                "secret-body",
                "Cookie",
                ANN + "; other=secret-cookie",
                "Authorization",
                "Bearer secret-token",
                "X-API-Key",
                "crow_secret");

        assertThat(gateway.log()).hasSize(1);
        assertThat(gateway.log().getFirst())
                .doesNotContain("secret", "ann.sig", Platform.INTERNAL_KEY)
                .contains("\"path\":\"/api/v1/analytics/x\"", "\"identity\":\"session\"", "\"status\":200")
                .contains("\"organizationId\":\"" + Platform.ACME + "\"", "\"upstreamStatus\":200");
    }
}
