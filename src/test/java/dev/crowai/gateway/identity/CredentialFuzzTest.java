package dev.crowai.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crowai.gateway.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A credential is taken only where one stands, exactly as it came, at most one of each kind, in the order of SPEC. */
class CredentialFuzzTest {
    private static final List<String> NAMES = List.of("Cookie", "Authorization", "X-API-Key");

    /** The first three lines are {@code Cookie}, {@code Authorization} and {@code X-API-Key}; an empty one is absent. */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "better-auth.session_token=",
        "__Secure-better-auth.session_token=",
        "; ",
        "\"",
        "Bearer ",
        "ApiKey ",
        "crow_",
        "a.b.c",
        "bEaReR"
    })
    void credentials_are_what_the_client_sent(byte[] data) {
        String[] lines = new String(data, StandardCharsets.UTF_8).split("\n", 3);
        Headers headers = Headers.EMPTY;
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isEmpty() && Headers.isValue(lines[i])) {
                headers = headers.plus(NAMES.get(i), lines[i]);
            }
        }

        List<Credential> found = Credential.of(headers);

        int last = -1;
        for (Credential credential : found) {
            int tier = switch (credential) {
                case Credential.SessionCookie cookie -> {
                    String cookies = cookie.cookies().reveal();
                    assertThat(headers.first("Cookie")).contains(cookies);
                    assertThat(Arrays.stream(cookies.split(";", -1)).map(String::strip))
                            .anyMatch(pair -> pair.matches("(?s)(__Secure-)?better-auth\\.session_token=.+"));
                    yield 0;
                }
                case Credential.ApiKey key -> {
                    assertThat(key.key().reveal()).startsWith("crow_");
                    assertThat(headers.first("Authorization").orElse("")
                                    + headers.first("X-API-Key").orElse(""))
                            .contains(key.key().reveal());
                    yield 1;
                }
                case Credential.BearerJwt jwt -> {
                    assertThat(jwt.token().reveal()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]*");
                    assertThat(headers.first("Authorization").orElse(""))
                            .containsIgnoringCase("bearer")
                            .contains(jwt.token().reveal());
                    yield 2;
                }
            };
            assertThat(tier).isGreaterThan(last);
            last = tier;
            assertThat(credential.toString()).doesNotContain("crow_", "session_token=");
        }
    }
}
