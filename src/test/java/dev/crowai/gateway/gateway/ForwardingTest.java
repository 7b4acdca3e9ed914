package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.UpstreamException;
import dev.crowai.gateway.upstream.UpstreamException.FailureKind;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Forwarding", both tables, row by row. */
class ForwardingTest {
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
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Proxy-Authorization",
                "Proxy-Anything",
                "Host",
                "Content-Length",
                "X-Gateway-Anything",
                "X-Service-API-Key",
                "X-Crawler-Secret",
                "X-Caller-Id",
                "X-System-Token",
                "X-API-Key",
                "Forwarded",
                "X-Forwarded-Port",
                "X-Real-IP",
                "CF-Connecting-IP",
                "CF-Ray",
                "True-Client-IP",
                "X-Forwarded",
                "Forwarded-For",
                "X-Original-Forwarded-For",
                "X-Client-IP",
                "Client-IP",
                "X-Cluster-Client-IP",
                "Fastly-Client-IP",
                "CloudFront-Viewer-Address",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-HTTP-Method",
                "X-HTTP-Method-Override",
                "X-Method-Override",
                "X-Named-By-Connection",
            })
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
    void keeps_session_cookies_from_every_service_but_auth() {
        String cookies = "a=1; better-auth.session_token=ann.sig;b=2 ; __Secure-better-auth.dont_remember=x;"
                + " BETTER-AUTH.session_data=y; better-authentic=z";
        gateway.get(PRODUCTS, "Cookie", cookies);
        assertThat(sent().all("Cookie")).containsExactly("a=1; b=2; better-authentic=z");

        platform.forgetCalls();
        gateway.post(PRODUCTS, "{}", "Cookie", ANN + "; a=b, better-auth.session_token=ann.sig; c=d");
        assertThat(sent().all("Cookie")).containsExactly("c=d");

        platform.forgetCalls();
        gateway.get("/api/v1/auth/get-session", "Cookie", cookies);
        assertThat(sent().all("Cookie")).containsExactly(cookies);

        platform.forgetCalls();
        gateway.get(PRODUCTS + "?2", "Cookie", ANN);
        assertThat(sent().has("Cookie")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "utm_source=better-auth.com",
                "ref=https://better-auth.com/?x=better-auth.session_token",
                "my-better-auth.session=1",
                "better-authentic.x=1",
                "__Host-better-auth.x=1",
                "a=1,better-auth.com",
                "better-auth.",
                "quoted=\"better-auth.x\"",
            })
    void keeps_a_cookie_whose_value_alone_looks_like_a_session(String cookie) {
        gateway.get(PRODUCTS, "Cookie", ANN + "; " + cookie);

        assertThat(sent().all("Cookie")).containsExactly(cookie);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "better-auth.session_token=x",
                "better-auth.=x",
                "better-auth.state =x",
                "\tbetter-auth.pk=x",
                "__Secure-better-auth.session_data=x",
                "__SECURE-BETTER-AUTH.session_data=x",
                "Better-Auth.Session_Token=x",
                "\"better-auth.session_token\"=x",
                "a=1, better-auth.session_token=x",
            })
    void drops_a_cookie_of_the_auth_service_in_every_spelling_of_its_name(String cookie) {
        gateway.get(PRODUCTS, "Cookie", ANN + ";" + cookie + "; theme=dark");

        assertThat(sent().all("Cookie")).containsExactly("theme=dark");
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
    @ValueSource(strings = {"0", "00"})
    void answers_an_options_request_that_may_go_no_further(String value) {
        Response response =
                gateway.send(Method.OPTIONS, "/api/v1/analytics/x", Body.EMPTY, "Cookie", ANN, "Max-Forwards", value);

        assertThat(platform.forwarded()).isEmpty();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Allow")).contains("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        assertThat(response.body().isEmpty()).isTrue();
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Transfer-Encoding",
                "Content-Length",
                "Access-Control-Allow-Origin",
                "Access-Control-Anything",
                "Server",
                "X-Powered-By",
                "X-Internal-Key",
                "X-Gateway-Anything",
                "X-Service-API-Key",
                "X-Crawler-Secret",
                "X-Organization-Id",
                "X-User-Id",
                "X-Cache-Anything",
                "Set-Cookie",
                "Alt-Svc",
                "NEL",
                "Report-To",
                "X-Named-By-Connection",
            })
    void drops_from_an_answer(String name) {
        platform.onForward(
                Response.json(200, "{}").withHeaders(Headers.of("Connection", "x-named-by-connection", name, "evil")));

        Response response = gateway.get("/api/v1/analytics/x", "Cookie", ANN);

        assertThat(response.headers().all(name)).doesNotContain("evil");
    }

    @Test
    void passes_on_status_fields_and_bytes_of_an_answer() {
        byte[] body = {0, 1, (byte) 0xff, 0x1f, (byte) 0x8b};
        platform.onForward(new Response(
                418,
                Headers.of("Content-Encoding", "br", "ETag", "\"x\"", "X-Custom", "1", "Link", "a", "Link", "b"),
                Body.of(body)));

        Response response = gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN);

        assertThat(response.status()).isEqualTo(418);
        assertThat(response.body().toByteArray()).isEqualTo(body);
        assertThat(response.headers().all("Link")).containsExactly("a", "b");
        assertThat(response.header("Content-Encoding")).contains("br");
        assertThat(response.header("ETag")).contains("\"x\"");
        assertThat(response.header("X-Custom")).contains("1");
    }

    @Test
    void passes_each_cookie_of_the_auth_service_on_its_own() {
        platform.onForward(Response.json(200, "{}")
                .withHeaders(Headers.of("Set-Cookie", "a=1; Path=/", "Set-Cookie", "b=2; Expires=Mon, 01 Jan 2029")));

        Response response = gateway.post("/api/v1/auth/sign-in/email", "{}");

        assertThat(response.headers().all("Set-Cookie"))
                .containsExactly("a=1; Path=/", "b=2; Expires=Mon, 01 Jan 2029");
    }

    @Test
    void drops_a_session_cookie_that_another_credential_beat() {
        String cookies = "better-auth.session_token=garbage.sig; theme=dark";
        String ann = "Bearer " + platform.jwt("ann");
        gateway.post("/api/v1/auth/team-invitations/x", "{}", "Cookie", cookies, "Authorization", ann);
        assertThat(sent().all("X-User-Id")).containsExactly("ann");
        assertThat(sent().all("Cookie")).containsExactly("theme=dark");

        platform.forgetCalls();
        String token = "Bearer " + platform.jwt("bob");
        gateway.post("/api/v1/auth/onboarding/x", "{}", "Cookie", cookies, "Authorization", token);
        assertThat(sent().all("Cookie")).containsExactly("theme=dark");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 429, 500, 501, 502, 503, 504})
    void passes_an_errors_status_and_body_through(int status) {
        platform.onForward(Response.json(status, "{\"of\":\"the service\"}"));

        Response response = gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body().utf8()).contains("{\"of\":\"the service\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://dev.internal.analytics.crowai.dev/a?b#c,https://dev.api.crowai.dev/a?b#c",
        "http://dev.internal.analytics.crowai.dev/a,https://dev.api.crowai.dev/a",
        "https://dev.internal.analytics.crowai.dev:443/a,https://dev.api.crowai.dev/a",
        "https://DEV.internal.analytics.crowai.dev,https://dev.api.crowai.dev",
        "//dev.internal.analytics.crowai.dev/a,https://dev.api.crowai.dev/a",
        "https://dev.internal.analytics.crowai.dev:8443/a,https://dev.internal.analytics.crowai.dev:8443/a",
        "https://dev.internal.analytics.crowai.dev.evil.example/a,https://dev.internal.analytics.crowai.dev.evil.example/a",
        "https://elsewhere.example/a,https://elsewhere.example/a",
        "/relative?x,/relative?x",
        "https://dev.internal.analytics.crowai.dev/a b|c,https://dev.api.crowai.dev/a b|c",
        "https://x@dev.internal.analytics.crowai.dev/a,https://dev.api.crowai.dev/a",
        "https://evil.example\\\\@dev.internal.analytics.crowai.dev/,https://evil.example\\\\@dev.internal.analytics.crowai.dev/",
        "not a url,not a url",
    })
    void hands_a_redirect_to_the_client_with_the_public_host_in_it(String location, String expected) {
        platform.onForward(Response.of(302).with("Location", location));

        Response response = gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN);

        assertThat(response.status()).isEqualTo(302);
        assertThat(response.header("Location")).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Location|https://IN/a?b|https://OUT/a?b",
                "Content-Location|/a|/a",
                "Link|<https://IN/a?page=2>; rel=\"next\"|<https://OUT/a?page=2>; rel=\"next\"",
                "Link|<http://IN/a,b>; rel=x, </c>;rel=y, <//IN/d>|<https://OUT/a,b>; rel=x, </c>;rel=y, <https://OUT/d>",
                "Link|</a>; title=\"<https://IN/b>\"|</a>; title=\"<https://IN/b>\"",
                "Link|</a>; title=\"\\\"<x\"; rel=next, <https://IN/b>|</a>; title=\"\\\"<x\"; rel=next, <https://OUT/b>",
                "Link|<https://elsewhere.example/?u=https://IN/>; rel=x|<https://elsewhere.example/?u=https://IN/>; rel=x",
                "Link|<https://IN/unclosed|<https://IN/unclosed",
                "Refresh|5|5",
                "Refresh|5; url=https://IN/a|5; url=https://OUT/a",
                "Refresh|0;URL='https://IN/a?b'|0;URL='https://OUT/a?b'",
                "Refresh|0, \"https://IN\"|0, \"https://OUT\"",
                "Refresh|1.5 url = http://IN/a|1.5 url = https://OUT/a",
                "Refresh|5; url=https://elsewhere.example/a|5; url=https://elsewhere.example/a",
                "X-Other|https://IN/a|https://IN/a",
            })
    void replaces_a_services_internal_host_in_every_field_that_a_client_follows(
            String name, String value, String expected) {
        String inside = "dev.internal.analytics.crowai.dev";
        platform.onForward(Response.json(201, "{}").with(name, value.replace("IN", inside)));

        Response response = gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN);

        assertThat(response.headers().all(name))
                .containsExactly(expected.replace("IN", inside).replace("OUT", TestGateway.HOST));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void gives_no_body_where_there_is_none(int status) {
        platform.onForward(new Response(status, Headers.EMPTY, Body.of("x")));

        assertThat(gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN)
                        .body()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void answers_head_without_a_body() {
        Response response = gateway.send(Method.HEAD, "/api/v1/auth/x", Body.EMPTY);

        assertThat(platform.theForwarded().method()).isEqualTo(Method.HEAD);
        assertThat(response.body().isEmpty()).isTrue();
    }

    @Test
    void forwards_options_that_are_no_preflight() {
        gateway.send(Method.OPTIONS, "/api/v1/analytics/x", Body.EMPTY, "Cookie", ANN);

        assertThat(platform.theForwarded().method()).isEqualTo(Method.OPTIONS);
    }

    @ParameterizedTest
    @CsvSource({"UNREACHABLE,503", "TIMEOUT,504", "UNUSABLE,502", "BROKEN_OFF,502"})
    void has_an_answer_for_every_failure_of_a_service(FailureKind kind, int status) {
        platform.onForward(_ -> {
            throw new UpstreamException(kind, "secret detail");
        });

        Response response =
                gateway.post("/api/v1/analytics/x", "{}", "Cookie", ANN, "Origin", "https://app.crowai.dev");

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body().utf8().orElse(""))
                .contains("core-analytics-service", "\"requestId\":\"request-1\"")
                .doesNotContain("secret");
        assertThat(response.header("Cache-Control")).contains("no-store");
        assertThat(response.header("Access-Control-Allow-Origin")).contains("https://app.crowai.dev");
        assertThat(response.header("Strict-Transport-Security")).isPresent();
        assertThat(response.headers().has("Retry-After")).isEqualTo(status == 503);
    }

    @ParameterizedTest
    @EnumSource(names = {"GET", "HEAD"})
    void serves_public_images_as_one_segment_to_anyone(Method method) {
        gateway.send(method, "/api/v1/products/images/acme/red%20shoe/1.png?w=3", Body.EMPTY);

        assertThat(platform.theForwarded().uri())
                .hasToString(
                        "https://dev.internal.products.crowai.dev/api/v1/products/images/acme%2Fred%20shoe%2F1.png?w=3");
        assertThat(platform.calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/v1/products/health,200",
        "HEAD,/api/v1/chat/ready,200",
        "POST,/api/v1/billing/webhook,200",
        "GET,/api/v1/products/images/a.png,200",
        "POST,/api/v1/products/health,401",
        "GET,/api/v1/products/health/,401",
        "GET,/api/v1/products/health/deep,401",
        "GET,/api/v1/products/Health,401",
        "GET,/api/v1/products//health,401",
        "GET,/api/v1/billing/webhook,401",
        "POST,/api/v1/billing/webhook/,401",
        "POST,/api/v1/products/webhook,401",
        "POST,/api/v1/products/images/a.png,401",
        "GET,/api/v1/products/images,401",
        "GET,/api/v1/products/images/,401",
        "GET,/api/v1/products/imagesx/a,401",
        "GET,/api/v1/users/images/a,401",
        "POST,/api/v1/webhooks/stripe,404",
        "GET,/api/v1/nosuchservice/x,404",
        "GET,/api/v1/Products/x,404",
        "GET,/api/v1/,404",
        "GET,/api/v/products,404",
        "GET,/api/vx/products,404",
        "GET,//api/v1/products,404",
        "GET,/api/products,404",
        "GET,/nothing,404",
        "GET,/health/,404",
        "POST,/health,405",
        "DELETE,/,405",
    })
    void opens_exactly_the_public_paths(Method method, String target, int status) {
        assertThat(gateway.send(method, target, Body.EMPTY).status()).isEqualTo(status);
        assertThat(platform.calls()).hasSize(status == 200 ? 1 : 0);
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
