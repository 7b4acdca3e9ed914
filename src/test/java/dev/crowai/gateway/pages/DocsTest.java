package dev.crowai.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pages.Docs.LimitRow;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.OpenTo;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.testing.Exchanges;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class DocsTest {
    private static final List<LimitRow> LIMITS = List.of(
            new LimitRow("public", "the gateway's own pages", 100, 60), new LimitRow("standard", "services", 200, 120));

    private final Docs docs = new Docs(Exchanges.SERVICES, LIMITS);

    @Test
    void the_page_is_html_in_utf_8() {
        Response answer = docs.handle(Exchanges.get("/docs"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(html(docs)).startsWith("<!DOCTYPE html>\n<html lang=\"en\">").doesNotContain("{{", "}}");
    }

    @Test
    void the_content_policy_allows_the_style_of_the_page_and_nothing_else() throws Exception {
        String html = html(docs);
        String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

        assertThat(docs.handle(Exchanges.get("/docs")).header("Content-Security-Policy"))
                .hasValue("default-src 'none'; style-src 'sha256-"
                        + Base64.getEncoder().encodeToString(hash)
                        + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    }

    @Test
    void the_page_needs_nothing_that_its_policy_forbids() throws Exception {
        Document page = parse(html(docs));

        for (String element : List.of("script", "link", "img", "iframe", "form", "object", "base")) {
            assertThat(page.getElementsByTagName(element).getLength())
                    .as(element)
                    .isZero();
        }
        assertThat(elements(page, "*")).noneMatch(element -> element.hasAttribute("style"));
        assertThat(page.getElementsByTagName("style").getLength()).isOne();
        assertThat(html(docs)).doesNotContain("http://", "https://", "@import", "url(");
    }

    @Test
    void the_page_can_be_read_with_a_screen_reader() throws Exception {
        Document page = parse(html(docs));

        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
        assertThat(elements(page, "title")).hasSize(1);
        assertThat(elements(page, "main")).hasSize(1);
        assertThat(elements(page, "h1")).hasSize(1);
        assertThat(elements(page, "table"))
                .hasSizeGreaterThan(4)
                .allMatch(table -> table.getElementsByTagName("caption").getLength() == 1);
        assertThat(elements(page, "th")).allMatch(header -> header.hasAttribute("scope"));
    }

    @Test
    void every_link_within_the_page_leads_somewhere() throws Exception {
        Document page = parse(html(docs));
        List<String> ids = elements(page, "*").stream()
                .map(element -> element.getAttribute("id"))
                .filter(id -> !id.isEmpty())
                .toList();

        assertThat(elements(page, "a").stream().map(link -> link.getAttribute("href")))
                .allMatch(href -> href.equals("/docs/openapi.json") || ids.contains(href.substring(1)));
    }

    @Test
    void the_page_shows_every_row_of_the_catalogue() throws Exception {
        List<String> rows = elements(parse(html(docs)), "tr").stream()
                .map(Element::getTextContent)
                .toList();

        assertThat(rows)
                .contains(
                        "/api/v{n}/users/…core-user-serviceknown300 s",
                        "/api/v{n}/auth/…core-auth-serviceanyonenever",
                        "/api/v{n}/mcp/…mcp-servicememberwhen the service says so");
        for (String segment : Services.segments()) {
            assertThat(rows)
                    .filteredOn(row -> row.startsWith("/api/v{n}/" + segment + "/…"))
                    .hasSize(1);
        }
    }

    @Test
    void the_page_shows_every_rule_of_the_catalogue() throws Exception {
        List<String> rows = elements(parse(html(docs)), "tr").stream()
                .map(Element::getTextContent)
                .toList();

        assertThat(rows)
                .contains(
                        "users/{own row id}/profilePATCHknowna caller's own row",
                        "billing/webhookPOSTanyoneStripe signs the body",
                        "qna/…anyanyone");
        for (Service service : Exchanges.SERVICES.all()) {
            service.rules()
                    .forEach(rule -> assertThat(rows)
                            .contains(service.segment() + "/" + rule.path() + rule.methodNames() + rule.condition()
                                    + rule.reason()));
        }
    }

    @Test
    void the_page_shows_the_limits_in_force() {
        assertThat(html(docs))
                .contains("<code>standard</code>", "<td>200 in 120 s</td>", "<td>the gateway&#39;s own pages</td>");
        assertThat(html(new Docs(Exchanges.SERVICES, List.of()))).contains("No limit is in force here.");
    }

    @Test
    void text_is_never_taken_for_markup() throws Exception {
        Docs hostile = new Docs(
                Exchanges.SERVICES,
                List.of(new LimitRow("\"><script>alert(1)</script>", "' & <b> {{services}}", 1, 1)));

        assertThat(parse(html(hostile)).getElementsByTagName("script").getLength())
                .isZero();
        assertThat(html(hostile))
                .contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;", "&#39; &amp; &lt;b&gt; {{services}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/openapi.json"})
    void no_address_of_a_service_is_shown(String path) {
        Services services =
                Services.of(Environment.PROD, Map.of("users", URI.create("https://users.private.example")), Map.of());

        String shown = new Docs(services, LIMITS)
                .handle(Exchanges.get(path))
                .body()
                .utf8()
                .orElseThrow();

        assertThat(shown).doesNotContain("private.example", "internal.", "crowai.dev", "localhost");
    }

    @Test
    void the_page_follows_the_lifetimes_of_this_deployment() throws Exception {
        Services services = Services.of(Environment.PROD, Map.of(), Map.of("users", 17, "products", 0));

        assertThat(elements(parse(html(new Docs(services, LIMITS))), "tr"))
                .extracting(Element::getTextContent)
                .contains(
                        "/api/v{n}/users/…core-user-serviceknown17 s",
                        "/api/v{n}/products/…core-product-servicememberwhen the service says so");
    }

    @Test
    void the_open_api_document_has_every_route() throws Exception {
        JsonNode document = openApi();

        assertThat(document.path("openapi").textValue()).isEqualTo("3.1.0");
        assertThat(document.path("paths")).hasSize(3 + 2 * Services.segments().size());
        for (Service service : Exchanges.SERVICES.all()) {
            for (String below : List.of("", "/{rest}")) {
                JsonNode item = document.path("paths").path("/api/v{n}/" + service.segment() + below);
                assertThat(item.path("summary").textValue()).isEqualTo(service.name());
                assertThat(item.path("description").textValue().lines())
                        .hasSizeGreaterThanOrEqualTo(service.rules().size());
                assertThat(item.at("/post/responses").fieldNames()).toIterable().containsExactly("2XX", "default");
                assertThat(item.path("post").has("security")).isEqualTo(service.openTo() != OpenTo.ANYONE);
            }
        }
    }

    @Test
    void no_two_operations_of_the_open_api_document_have_one_name() throws Exception {
        assertThat(openApi().findValuesAsText("operationId"))
                .hasSizeGreaterThan(100)
                .doesNotHaveDuplicates();
    }

    @Test
    void the_open_api_document_has_an_example_of_each_error() throws Exception {
        JsonNode examples = openApi().at("/components/responses/Problem/content/application~1json/examples");

        assertThat(examples.fieldNames())
                .toIterable()
                .containsExactly("400", "401", "403", "404", "405", "413", "429", "500", "502", "503", "504");
        assertThat(examples)
                .allSatisfy(example -> assertThat(example.path("value").fieldNames())
                        .toIterable()
                        .containsExactly("error", "message", "requestId"));
    }

    @Test
    void the_page_has_an_example_of_each_error() throws Exception {
        assertThat(elements(parse(html(docs)), "tr"))
                .extracting(Element::getTextContent)
                .anyMatch(row -> row.matches("401There is no credential, or an invalid one"
                        + "WWW-Authenticate: Bearer realm=\"crow\"\\{\"error\":\"Unauthorized\","
                        + "\"message\":\"Authentication required\",\"requestId\":\"[0-9a-f-]{36}\"}"));
    }

    @Test
    void the_page_explains_each_stage() throws Exception {
        List<String> rows = elements(parse(html(docs)), "tr").stream()
                .map(row -> row.getElementsByTagName("th").item(0).getTextContent())
                .toList();

        assertThat(rows).contains("total");
        assertThat(Stage.values()).allSatisfy(stage -> assertThat(rows).contains(stage.label()));
    }

    @Test
    void the_page_is_small() {
        assertThat(html(docs)).hasSizeLessThan(40_000);
    }

    @Test
    void every_reference_of_the_open_api_document_leads_somewhere() throws Exception {
        JsonNode document = openApi();

        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allMatch(reference -> document.at(reference.substring(1)).isObject());
        for (JsonNode requirement : document.findValues("security")) {
            assertThat(requirement).hasSize(3);
            requirement.forEach(alternative -> assertThat(document.at("/components/securitySchemes")
                            .has(alternative.fieldNames().next()))
                    .isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs/", "/docs/openapi.json/", "/docs/OpenAPI.json", "/docs/deeper/still"})
    void nothing_else_is_below_the_page(String path) {
        Response answer = docs.handle(Exchanges.get(path));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().utf8().orElseThrow()).contains("\"message\":\"Route not found\"");
    }

    private JsonNode openApi() throws Exception {
        Response answer = docs.handle(Exchanges.get("/docs/openapi.json"));
        assertThat(answer.header("Content-Type")).hasValue("application/json");
        return new JsonMapper().readTree(answer.body().toByteArray());
    }

    private static String html(Docs docs) {
        return docs.handle(Exchanges.get("/docs")).body().utf8().orElseThrow();
    }

    /** The page is well-formed XML, so that no tag in it can be left open. */
    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList found = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        IntStream.range(0, found.getLength()).forEach(i -> elements.add((Element) found.item(i)));
        return elements;
    }
}
