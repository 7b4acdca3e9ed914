package dev.crowai.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code /docs} explains each part that the cache writes into {@code Cache-Status}. */
class DocumentedCacheStatusTest {
    private static String page() throws IOException {
        return Files.readString(Path.of("src/main/resources/dev/crowai/gateway/pages/docs.html"));
    }

    @ParameterizedTest
    @EnumSource(Reuse.ForwardReason.class)
    void explains_why_the_service_was_asked(Reuse.ForwardReason why) throws IOException {
        assertThat(page()).contains("<code>fwd=" + why + "</code>");
    }

    @ParameterizedTest
    @EnumSource(Storing.Reason.class)
    void explains_why_a_response_is_not_stored(Storing.Reason reason) throws IOException {
        assertThat(page()).contains("<code>detail=" + reason + "</code>");
    }
}
