package dev.crowai.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Router;
import dev.crowai.gateway.route.Services;
import dev.crowai.gateway.testing.Exchanges;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicTargetsTest {
    /** About as many characters as the JDK's client takes in one response head. */
    private static final int MANY = 300_000;

    /** A line terminator in Java's patterns, and a byte that a response field may hold. */
    private static final String NEXT_LINE = "\u0085";

    private static String rewritten(String name, String value) {
        Request request = Exchanges.request(Method.GET, "/api/v1/users/x", Headers.EMPTY, Body.EMPTY);
        Services services = Services.of(Environment.PROD, Map.of("users", URI.create("https://users.test")), Map.of());
        Route.ToService route = (Route.ToService) new Router(services).route(request);
        return PublicTargets.of(Headers.of(name, value), route, request)
                .first(name)
                .orElseThrow();
    }

    private static Stream<String[]> long_values() {
        return Stream.of(
                new String[] {"Link", "<".repeat(MANY)},
                new String[] {"Refresh", "1".repeat(MANY) + NEXT_LINE},
                new String[] {"Refresh", "1" + " ;,".repeat(MANY / 3) + NEXT_LINE},
                new String[] {"Refresh", "1;url=" + "'".repeat(MANY) + NEXT_LINE},
                new String[] {"Location", "a".repeat(MANY) + NEXT_LINE});
    }

    @ParameterizedTest
    @MethodSource("long_values")
    void take_time_in_proportion_to_the_length_of_a_field(String name, String value) {
        String result = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> rewritten(name, value));

        assertThat(result).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Location", "Content-Location"})
    void are_public_whatever_characters_follow_the_host(String name) {
        assertThat(rewritten(name, "https://users.test/a" + NEXT_LINE + "b\u2028"))
                .isEqualTo("https://dev.api.crowai.dev/a" + NEXT_LINE + "b\u2028");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Refresh | 0;url=https://users.test/a\u0085b | 0;url=https://dev.api.crowai.dev/a\u0085b",
                "Refresh | 1.5, URL = 'https://users.test/a' b | 1.5, URL = 'https://dev.api.crowai.dev/a' b",
                "Refresh | 3;https://users.test/a | 3;https://dev.api.crowai.dev/a",
                "Refresh | 3;urlx | 3;urlx",
                "Refresh | 5 | 5",
                "Refresh | 0;URL='https://users.test/a?b' | 0;URL='https://dev.api.crowai.dev/a?b'",
                "Refresh | 0, \"https://users.test\" | 0, \"https://dev.api.crowai.dev\"",
                "Refresh | 1.5 url = http://users.test/a | 1.5 url = https://dev.api.crowai.dev/a",
                "Refresh | 5; url=https://elsewhere.test/a | 5; url=https://elsewhere.test/a",
                "Refresh | https://users.test/a | https://users.test/a",
                "Content-Location | /a | /a",
                "Link | </a>; title=\"x\\ | </a>; title=\"x\\",
                "Link | <http://users.test/a,b>; rel=x, </c>;rel=y, <//users.test/d> | <https://dev.api.crowai.dev/a,b>; rel=x, </c>;rel=y, <https://dev.api.crowai.dev/d>",
                "Link | </a>; title=\"\\\"<x\"; rel=next, <https://users.test/b> | </a>; title=\"\\\"<x\"; rel=next, <https://dev.api.crowai.dev/b>",
                "Link | <https://elsewhere.test/?u=https://users.test/>; rel=x | <https://elsewhere.test/?u=https://users.test/>; rel=x",
                "Link | <https://users.test/unclosed | <https://users.test/unclosed",
                "Link | < https://users.test/a>; rel=next | <https://dev.api.crowai.dev/a>; rel=next",
                "Link | <a, <https://users.test/b> | <a, <https://users.test/b>",
            })
    void of_link_and_refresh_are_public(String name, String value, String expected) {
        assertThat(rewritten(name, value)).isEqualTo(expected);
    }

    @Test
    void of_a_link_are_public_one_by_one() {
        assertThat(rewritten(
                        "Link", "<https://users.test/a>; title=\"<https://users.test/b>\", <https://users.test/c>"))
                .isEqualTo(
                        "<https://dev.api.crowai.dev/a>; title=\"<https://users.test/b>\", <https://dev.api.crowai.dev/c>");
    }
}
