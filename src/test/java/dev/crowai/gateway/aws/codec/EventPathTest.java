package dev.crowai.gateway.aws.codec;

import static dev.crowai.gateway.aws.Codecs.accepted;
import static dev.crowai.gateway.aws.Codecs.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crowai.gateway.aws.Events;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "The event and the path": the path of a request. */
class EventPathTest {
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
        assertThat(refused(Events.onStage("dev", "/dev" + rawPath)).status()).isEqualTo(400);
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
        assertThat(accepted(Events.onStage(stage, rawPath)).request().path()).isEqualTo(path);
    }
}
