package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.upstream.Call;

/** What came of a request: a refusal, or a request that reached a service as somebody. */
final class Outcomes {
    private Outcomes() {}

    static void assertRefused(Platform platform, Response response, int status, String message) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body().utf8().orElse("")).contains("\"message\":\"" + message + "\"");
        assertThat(platform.forwarded()).as("what reached a service").isEmpty();
    }

    static void assertReached(Platform platform, Response response, String userId, String organizationId) {
        assertThat(response.status()).isEqualTo(200);
        Headers headers = platform.theForwarded().headers();
        assertThat(headers.all("X-User-Id")).containsExactly(userId);
        assertThat(headers.all("X-Organization-Id")).containsExactly(organizationId);
        assertThat(headers.all("X-Internal-Key")).containsExactly(Platform.INTERNAL_KEY);
    }

    /** Whom the JWT of a request is about. */
    static String subject(Call call) {
        String bearer = call.headers().first("Authorization").orElseThrow();
        return JWT.decode(bearer.substring("Bearer ".length())).getSubject();
    }
}
