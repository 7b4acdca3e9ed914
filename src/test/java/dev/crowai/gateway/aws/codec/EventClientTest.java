package dev.crowai.gateway.aws.codec;

import static dev.crowai.gateway.aws.Codecs.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.aws.Events;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "The event and the path": the address of a client and the host that it asks. */
class EventClientTest {
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

        assertThat(trusting.decode(Events.get("/x")).request().client().text()).isEqualTo("203.0.113.7");
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
        assertThat(accepted(Events.withHeader("host", "evil.example")).request().host())
                .isEqualTo("api.crowai.dev");
    }

    @ParameterizedTest
    @CsvSource({"localhost:8000, localhost:8000", "[::1]:8000, [::1]:8000", "evil/path, localhost", "'', localhost"})
    void reach_the_host_that_they_name_where_the_platform_names_none(String header, String host) {
        APIGatewayV2HTTPEvent event = Events.withHeader("Host", header);
        event.getRequestContext().setDomainName(null);

        assertThat(accepted(event).request().host()).isEqualTo(host);
    }
}
