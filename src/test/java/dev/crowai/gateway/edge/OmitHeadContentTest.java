package dev.crowai.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.testing.Exchanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** RFC 9110 §9.3.2. */
final class OmitHeadContentTest {
    private static final Response ERROR = Problem.notFound("Route not found").toResponse(Exchanges.REQUEST_ID);

    private static Response answer(Method method) {
        return new OmitHeadContent().handle(Exchanges.of(method, "/nowhere"), _ -> ERROR);
    }

    @Test
    void the_response_to_head_has_the_fields_of_the_others_and_no_content() {
        assertThat(answer(Method.HEAD)).isEqualTo(new Response(404, ERROR.headers(), Body.EMPTY));
    }

    @ParameterizedTest
    @EnumSource(names = "HEAD", mode = Mode.EXCLUDE)
    void every_other_response_stays_as_it_is(Method method) {
        assertThat(answer(method)).isSameAs(ERROR);
    }
}
