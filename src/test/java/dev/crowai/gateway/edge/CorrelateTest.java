package dev.crowai.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.testing.Exchanges;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CorrelateTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Exchange exchange =
            Exchanges.of(Exchanges.request(Method.GET, "/api/v1/products", Headers.EMPTY, Body.EMPTY), nanos::get);
    private final Correlate correlate = new Correlate();

    @Test
    void names_the_request_and_times_its_stages() {
        Response answer = correlate.handle(exchange, _ -> {
            spend(Stage.AUTH, 1_200_000);
            spend(Stage.UPSTREAM, 34_000_000);
            spend(Stage.AUTH, 100_000);
            nanos.addAndGet(4_849_999);
            return Response.of(200);
        });

        assertThat(answer.header("X-Request-Id")).hasValue(Exchanges.REQUEST_ID);
        assertThat(answer.header("Server-Timing")).hasValue("auth;dur=1.3, upstream;dur=34.0, total;dur=40.1");
    }

    @Test
    void an_answer_without_stages_has_a_total() {
        assertThat(correlate.handle(exchange, _ -> Response.of(204)).header("Server-Timing"))
                .hasValue("total;dur=0.0");
    }

    @Test
    void replaces_what_a_service_said_under_these_names() {
        Headers theirs = Headers.of("x-request-id", "theirs", "server-timing", "db;dur=5", "X-Kept", "yes");

        Response answer = correlate.handle(exchange, _ -> Response.of(200).withHeaders(theirs));

        assertThat(answer.headers().all("X-Request-Id")).containsExactly(Exchanges.REQUEST_ID);
        assertThat(answer.headers().all("Server-Timing")).containsExactly("total;dur=0.0");
        assertThat(answer.header("X-Kept")).hasValue("yes");
    }

    @ParameterizedTest
    @CsvSource({
        "49999, 0.0",
        "50000, 0.1",
        "949999, 0.9",
        "999999, 1.0",
        "29000000000, 29000.0",
        "12345678900000, 12345678.9",
        "-1000000, 0.0"
    })
    void rounds_to_a_tenth_of_a_millisecond(long spent, String shown) {
        Response answer = correlate.handle(exchange, _ -> {
            nanos.addAndGet(spent);
            return Response.of(200);
        });

        assertThat(answer.header("Server-Timing")).hasValue("total;dur=" + shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva"})
    void writes_numbers_alike_in_every_locale(String tag) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(tag));
        try {
            Response answer = correlate.handle(exchange, _ -> {
                spend(Stage.LIMIT, 12_300_000);
                return Response.of(200);
            });

            assertThat(answer.header("Server-Timing")).hasValue("limit;dur=12.3, total;dur=12.3");
        } finally {
            Locale.setDefault(before);
        }
    }

    private void spend(Stage stage, long spent) {
        exchange.record().time(stage, () -> nanos.addAndGet(spent));
    }
}
