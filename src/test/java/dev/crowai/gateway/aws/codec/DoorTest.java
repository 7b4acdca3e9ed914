package dev.crowai.gateway.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorTest {
    @ParameterizedTest
    @CsvSource({
        "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws, FUNCTION_URL",
        "ABC.LAMBDA-URL.EU-WEST-1.ON.AWS, FUNCTION_URL",
        "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com, HTTP_API",
        "api.crowai.dev, HTTP_API",
        "abc.lambda-url.eu-west-1.on.aws.example.com, HTTP_API",
        "a.b.lambda-url.eu-west-1.on.aws, HTTP_API",
        "'', HTTP_API",
    })
    void is_told_by_the_domain_name_of_the_event(String domainName, Door door) {
        assertThat(Door.of(domainName)).isEqualTo(door);
    }
}
