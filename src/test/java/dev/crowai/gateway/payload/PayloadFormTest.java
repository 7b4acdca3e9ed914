package dev.crowai.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Response;
import org.junit.jupiter.api.Test;

class PayloadFormTest {
    private static final int SPARE = 500;

    @Test
    void fits_as_text_up_to_the_limit() {
        assertThat(PayloadForm.of(text("a".repeat(PayloadSize.LIMIT - SPARE)))).isPresent();
        assertThat(PayloadForm.of(text("a".repeat(PayloadSize.LIMIT)))).isEmpty();
    }

    @Test
    void fits_in_base64_up_to_three_quarters_of_the_limit() {
        assertThat(PayloadForm.of(binary((PayloadSize.LIMIT - SPARE) / 4 * 3))).isPresent();
        assertThat(PayloadForm.of(binary(PayloadSize.LIMIT / 4 * 3))).isEmpty();
    }

    @Test
    void prefers_base64_where_escapes_make_a_text_too_large() {
        assertThat(PayloadForm.of(text("\n".repeat(PayloadSize.LIMIT / 2 - SPARE))))
                .map(PayloadForm::base64)
                .contains(false);
        assertThat(PayloadForm.of(text("\n".repeat(PayloadSize.LIMIT / 2))))
                .map(PayloadForm::base64)
                .contains(true);
        assertThat(PayloadForm.of(text("🐦".repeat(PayloadSize.LIMIT / 12))))
                .map(PayloadForm::base64)
                .contains(true);
    }

    @Test
    void leaves_room_for_what_is_reserved() {
        Response response = text("a".repeat(PayloadSize.LIMIT - SPARE));

        assertThat(PayloadForm.fits(response, 0)).isTrue();
        assertThat(PayloadForm.fits(response, SPARE)).isFalse();
    }

    @Test
    void counts_fields_where_there_is_no_body() {
        Response response = Response.of(304).with("X-Large", "a".repeat(PayloadSize.LIMIT - SPARE));

        assertThat(PayloadForm.fits(response, 0)).isTrue();
        assertThat(PayloadForm.fits(response, SPARE)).isFalse();
    }

    @Test
    void agrees_with_itself_about_what_fits() {
        for (int length = PayloadSize.LIMIT - 240; length < PayloadSize.LIMIT - 120; length += 20) {
            Response response = text("a".repeat(length));
            assertThat(PayloadForm.fits(response, 0))
                    .isEqualTo(PayloadForm.of(response).isPresent());
        }
    }

    private static Response text(String body) {
        return Response.json(200, body);
    }

    private static Response binary(int length) {
        return Response.of(200).with("Content-Type", "image/png").withBody(Body.of(new byte[length]));
    }
}
