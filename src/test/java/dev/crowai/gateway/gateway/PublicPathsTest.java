package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC "Public path overrides": what is open to anyone, and nothing beside it. */
class PublicPathsTest {
    private final TestGateway gateway = new TestGateway();
    private final Platform platform = gateway.platform();

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
}
