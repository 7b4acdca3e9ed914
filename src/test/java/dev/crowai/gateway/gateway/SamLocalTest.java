package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.route.Services;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SPEC "Configuration": {@code AWS_SAM_LOCAL}, which {@code sam local} sets in the function's container. */
class SamLocalTest {
    private static List<URI> services(String environment, String samLocal) {
        Settings settings = Settings.of(Map.of(
                "ENVIRONMENT", environment, "CACHE", "table", "SECRETS_ID", "crow/secrets", "AWS_SAM_LOCAL", samLocal));
        return urls(settings.services());
    }

    private static List<URI> urls(Services services) {
        return services.all().stream().map(Service::baseUrl).toList();
    }

    private static Services catalogue(Environment environment) {
        return Services.of(environment, Map.of(), Map.of());
    }

    @Test
    void every_service_is_on_the_machine_around_the_container() {
        List<URI> expected = urls(catalogue(Environment.LOCAL)).stream()
                .map(url -> URI.create("http://host.docker.internal:" + url.getPort()))
                .toList();

        assertThat(services("local", "true")).isEqualTo(expected);
    }

    @Test
    void elsewhere_every_service_is_on_this_machine() {
        assertThat(services("local", "")).isEqualTo(urls(catalogue(Environment.LOCAL)));
    }

    @Test
    void other_environments_keep_their_hosts() {
        assertThat(services("dev", "true")).isEqualTo(urls(catalogue(Environment.DEV)));
    }

    @Test
    void the_gateways_own_lookups_go_there_too() {
        Settings settings = Settings.of(Map.of(
                "ENVIRONMENT", "local", "CACHE", "table", "SECRETS_ID", "crow/secrets", "AWS_SAM_LOCAL", "true"));

        assertThat(settings.authServiceUrl()).hasToString("http://host.docker.internal:8001");
    }
}
