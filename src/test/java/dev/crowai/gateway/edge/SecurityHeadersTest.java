package dev.crowai.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Exchanges;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecurityHeadersTest {
    private static final String CLOSED = "default-src 'none'; frame-ancestors 'none'";

    private final SecurityHeaders securityHeaders = new SecurityHeaders();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Strict-Transport-Security | max-age=31536000; includeSubDomains; preload
                    X-Content-Type-Options    | nosniff
                    X-Frame-Options           | DENY
                    Referrer-Policy           | strict-origin-when-cross-origin
                    Permissions-Policy        | geolocation=(), camera=(), microphone=(), payment=()
                    Content-Security-Policy   | default-src 'none'; frame-ancestors 'none'
                    """)
    void every_answer_has_them_whatever_the_service_said(String name, String value) {
        Headers theirs = Headers.of(name.toUpperCase(Locale.ROOT), "weaker", name, "weaker still", "X-Kept", "yes");

        Response answer = securityHeaders.handle(
                Exchanges.get("/api/v1/products"), _ -> Response.json(200, "{}").withHeaders(theirs));

        assertThat(answer.headers().all(name)).containsExactly(value);
        assertThat(answer.header("X-Kept")).hasValue("yes");
    }

    @Test
    void errors_have_them_too() {
        Response answer = securityHeaders.handle(
                Exchanges.get("/nowhere"),
                _ -> Problem.notFound("Route not found").toResponse("id"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Cache-Control")).hasValue("no-store");
        assertThat(answer.header("X-Frame-Options")).hasValue("DENY");
        assertThat(answer.header("Content-Security-Policy")).hasValue(CLOSED);
    }

    @Test
    void the_documentation_page_keeps_its_own_content_policy() {
        Response answer = securityHeaders.handle(
                Exchanges.get("/docs"), _ -> Response.of(200).with("Content-Security-Policy", "the page's own"));

        assertThat(answer.headers().all("Content-Security-Policy")).containsExactly("the page's own");
        assertThat(answer.header("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void documentation_without_a_content_policy_gets_the_closed_one() {
        Response answer = securityHeaders.handle(Exchanges.get("/docs/openapi.json"), _ -> Response.json(200, "{}"));

        assertThat(answer.header("Content-Security-Policy")).hasValue(CLOSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/health", "/ready", "/docsx", "/api/v1/qna/docs", "/api/v1/auth/reference", "/nowhere"})
    void nothing_but_the_documentation_can_loosen_the_content_policy(String path) {
        Response answer = securityHeaders.handle(
                Exchanges.get(path), _ -> Response.of(200).with("Content-Security-Policy", "default-src *"));

        assertThat(answer.headers().all("Content-Security-Policy")).containsExactly(CLOSED);
    }
}
