package dev.crowai.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Router;
import dev.crowai.gateway.route.Services;
import java.net.URI;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
    private static Request request(String host, String query) {
        return new Request(
                Method.GET,
                "/api/v1/users/x",
                query,
                Headers.EMPTY,
                Body.EMPTY,
                new ClientAddress("203.0.113.7"),
                host);
    }

    private static Route.ToService routeTo(String url, Request request) {
        Services services = Services.of(Environment.PROD, Map.of("users", URI.create(url)), Map.of());
        return (Route.ToService) new Router(services).route(request);
    }

    private static String location(String base, String host, String location) {
        Request request = request(host, "");
        return Target.publicLocation(location, routeTo(base, request), request);
    }

    @ParameterizedTest
    @CsvSource({
        "https://users.test,'',https://users.test/api/v1/users/x",
        "https://users.test:8443,a=b,https://users.test:8443/api/v1/users/x?a=b",
        "http://[::1]:8002,?,http://[::1]:8002/api/v1/users/x??",
    })
    void is_the_base_the_path_and_the_query(String base, String query, String expected) {
        Request request = request("api.crowai.dev", query);

        assertThat(Target.of(routeTo(base, request), request)).hasToString(expected);
    }

    @Property
    void is_a_uri_whatever_the_query(@ForAll String query) {
        Request request = request("api.crowai.dev", query);

        URI target = Target.of(routeTo("https://users.test", request), request);

        assertThat(target.getHost()).isEqualTo("users.test");
        assertThat(target.getRawPath()).isEqualTo("/api/v1/users/x");
        assertThat(target.getRawFragment()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8002,localhost:8000,http://localhost:8002/a?b#c,http://localhost:8000/a?b#c",
        "http://localhost:8002,localhost:8000,http://localhost:8003/a,http://localhost:8003/a",
        "http://localhost:8002,localhost:8000,http://localhost/a,http://localhost/a",
        "http://[::1]:8002,127.0.0.1:8000,http://[::1]:8002/a,http://127.0.0.1:8000/a",
        "https://users.test,[::1]:8000,https://users.test:443,http://[::1]:8000",
        "https://users.test,api.crowai.dev,https://users.test?x=1,https://api.crowai.dev?x=1",
        "https://users.test,api.crowai.dev,https://users.test#x,https://api.crowai.dev#x",
        "https://users.test,api.crowai.dev,HTTPS://Users.Test/a,https://api.crowai.dev/a",
        "https://users.test,api.crowai.dev,https://me:pw@users.test/a,https://api.crowai.dev/a",
        "https://users.test,api.crowai.dev,https://users.test@evil.test/a,https://users.test@evil.test/a",
        "https://users.test,api.crowai.dev,/a?to=https://users.test/b,/a?to=https://users.test/b",
        "https://users.test,api.crowai.dev,https://evil.test/?//users.test/,https://evil.test/?//users.test/",
        "https://users.test,api.crowai.dev,http://users.test/a,https://api.crowai.dev/a",
        "https://users.test,api.crowai.dev,https://users.test:443/a,https://api.crowai.dev/a",
        "https://users.test,api.crowai.dev,https://users.test:8443/a,https://users.test:8443/a",
        "https://users.test,api.crowai.dev,//users.test/a,https://api.crowai.dev/a",
        "https://users.test,api.crowai.dev,https://users.test.evil.test/a,https://users.test.evil.test/a",
        "https://users.test,api.crowai.dev,https://evil.test\\\\@users.test/,https://evil.test\\\\@users.test/",
        "https://users.test,api.crowai.dev,not a url,not a url",
        "https://users.test,api.crowai.dev,mailto:a@users.test,mailto:a@users.test",
        "https://users.test,api.crowai.dev,'',''",
    })
    void of_a_redirect_is_public_where_it_was_the_service(String base, String host, String location, String expected) {
        assertThat(location(base, host, location)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "https://users.test/a b|c,https://api.crowai.dev/a b|c",
        "https://users.test/{id}?x=[1],https://api.crowai.dev/{id}?x=[1]",
        "//users.test/%zz,https://api.crowai.dev/%zz",
        "https://users.test?a|b#c d,https://api.crowai.dev?a|b#c d",
    })
    void of_a_redirect_is_public_too_where_browsers_read_what_uris_may_not_hold(String location, String expected) {
        assertThat(location("https://users.test", "api.crowai.dev", location)).isEqualTo(expected);
    }

    @Property
    void no_redirect_makes_it_throw(@ForAll String location) {
        assertThat(location("https://users.test", "api.crowai.dev", location)).isEqualTo(location);
    }
}
