package dev.crowai.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.aws.Events;
import dev.crowai.gateway.aws.codec.HttpApiCodec;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Router;
import dev.crowai.gateway.testing.Exchanges;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Any path and query lead to the host and below the segment of the row that matched, or nowhere. */
class TargetFuzzTest {
    private static final HttpApiCodec CODEC = Codecs.codec();
    private static final Router ROUTER = new Router(Exchanges.SERVICES);

    /** The first line is the path, the second the query; a path that begins with {@code U} is a function URL's. */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "/api/v1/products/",
        "/api/v2/qna",
        "/images/",
        "..",
        "%2e",
        "%252e",
        "%2F",
        "%5C",
        ";",
        "@",
        ":",
        "//",
        "?",
        "#"
    })
    void every_path_stays_with_its_service(byte[] data) {
        String[] lines = new String(data, StandardCharsets.UTF_8).split("\n", 2);
        boolean url = lines[0].startsWith("U");
        String rawPath = url ? lines[0].substring(1) : lines[0];
        Arrival arrival = CODEC.decode(Events.event(rawPath, event -> {
            event.setRawQueryString(lines.length > 1 ? lines[1] : "");
            if (url) {
                event.getRequestContext().setDomainName(Events.FUNCTION_URL);
                event.getHeaders().put("x-origin-verify", Codecs.ORIGIN_SECRET);
            }
        }));
        if (arrival.fault().isPresent() || !(ROUTER.route(arrival.request()) instanceof Route.ToService route)) {
            return;
        }

        URI target = Target.of(route, arrival.request());

        URI base = route.service().baseUrl();
        assertThat(target.getScheme()).isEqualTo(base.getScheme());
        assertThat(target.getRawAuthority()).isEqualTo(base.getRawAuthority());
        assertThat(target.getRawFragment()).isNull();
        String own = "/api/v" + route.version() + "/" + route.service().segment();
        assertThat(target.getRawPath()).startsWith(own);
        assertThat(target.getRawPath().substring(own.length())).matches("(?s)(/.*)?");
        assertThat(target.normalize().getRawPath()).as("dot segments").startsWith(own);
        assertStaysBelow(own, target.getRawPath());
    }

    /** However often a service decodes, it comes out below the same segment. */
    private static void assertStaysBelow(String own, String path) {
        String text = path;
        for (int level = 0; level < 3; level++) {
            text = Percent.decode(text);
            assertThat(text.toLowerCase(Locale.ROOT)).startsWith(own);
            assertThat(text).doesNotContain("/../", "/./", "\\").doesNotContainPattern("[\\x00-\\x1f\\x7f]");
            assertThat(text).doesNotEndWith("/..").doesNotEndWith("/.");
        }
    }
}
