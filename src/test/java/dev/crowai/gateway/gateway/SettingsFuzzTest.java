package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.route.Environment;
import dev.crowai.gateway.route.Service;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whatever the environment holds: settings within their bounds, or a list of faults that shows no secret. */
class SettingsFuzzTest {
    private static final String SECRET = "s3cret-value";

    /** Lines of {@code NAME=value} over a working environment; the bytes are a secret's JSON too. */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "ENVIRONMENT=",
        "SERVICE_URLS={\"products\":\"http://",
        "RATE_LIMITS={\"standard\":{\"limit\":",
        "\"window\":",
        "CACHE_TTLS={\"qna\":",
        "AUTH_SERVICE_URL=https://",
        "CLIENT_IP_HEADER=",
        "ORIGIN_VERIFY=all",
        "JWT_ISSUER=",
        "RATE_LIMIT_MODE=observe",
        "LOG_LEVEL=",
        "PUBLIC_HOST=",
        "SECRETS_ID=",
        "INTERNAL_GATEWAY_KEY=",
        "2147483648",
        "@",
        ":0"
    })
    void settings_are_within_bounds_or_refused(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        Map<String, String> variables = new LinkedHashMap<>(Map.of(
                "ENVIRONMENT",
                "dev",
                "CACHE",
                "crow-gateway",
                "INTERNAL_GATEWAY_KEY",
                SECRET,
                "SERVICE_API_KEY_ORG_SERVICE",
                SECRET + "\u0000",
                "CRAWLER_SERVICE_SECRET",
                SECRET));
        if (!text.startsWith("!")) {
            variables.put("SERVICE_API_KEY_ORG_SERVICE", SECRET);
        }
        text.lines().forEach(line -> {
            String[] parts = line.split("=", 2);
            if (parts.length == 2) {
                variables.put(parts[0], parts[1]);
            }
        });
        try {
            assertBounds(Settings.of(variables));
        } catch (SettingsException refused) {
            assertThat(refused.getMessage()).isNotEmpty().doesNotContain(SECRET);
        }
        try {
            assertThat(Settings.platformSecrets(text, Environment.DEV)
                            .internalKey()
                            .matches(""))
                    .isFalse();
        } catch (SettingsException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    private static void assertBounds(Settings settings) {
        for (Policy policy : Policy.values()) {
            assertThat(settings.limits().quota(policy).limit()).isBetween(1, 1_000_000);
            assertThat(settings.limits().quota(policy).windowSeconds()).isBetween(1, 86_400);
        }
        for (Service service : settings.services().all()) {
            assertThat(service.baseUrl().getHost()).isNotEmpty();
            assertThat(service.baseUrl().getScheme()).isIn("http", "https");
            assertThat(service.baseUrl().getRawPath()).isEmpty();
            assertThat(service.baseUrl().getRawUserInfo()).isNull();
            if (service.caching() instanceof Service.Caching.Default lifetime) {
                assertThat(lifetime.seconds()).isBetween(1, 86_400);
            }
        }
    }
}
