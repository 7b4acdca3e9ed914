package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** SPEC "Errors". */
class ProblemTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    record Row(Supplier<Problem> problem, int status, String error, String message) {}

    static final List<Row> ROWS = List.of(
            new Row(() -> Problem.badRequest("why"), 400, "Bad Request", "why"),
            new Row(() -> Problem.unauthorized("why"), 401, "Unauthorized", "why"),
            new Row(() -> Problem.forbidden("why"), 403, "Forbidden", "why"),
            new Row(() -> Problem.notFound("Service not found"), 404, "Not Found", "Service not found"),
            new Row(
                    () -> Problem.methodNotAllowed("GET"),
                    405,
                    "Method Not Allowed",
                    "This method is not allowed here"),
            new Row(Problem::payloadTooLarge, 413, "Payload Too Large", "The request body is too large"),
            new Row(() -> Problem.tooManyRequests("why"), 429, "Too many requests", "why"),
            new Row(Problem::internalServerError, 500, "Internal Server Error", "Something went wrong"),
            new Row(() -> Problem.badGateway("why"), 502, "Bad Gateway", "why"),
            new Row(
                    () -> Problem.unusableResponse("core-user-service"),
                    502,
                    "Bad Gateway",
                    "core-user-service gave an unusable response"),
            new Row(
                    () -> Problem.unavailable("core-auth-service", "7"),
                    503,
                    "Service Unavailable",
                    "core-auth-service is not responding"),
            new Row(
                    () -> Problem.gatewayTimeout("core-user-service"),
                    504,
                    "Gateway Timeout",
                    "core-user-service took too long to respond"));

    @ParameterizedTest
    @FieldSource("ROWS")
    void answers_in_the_shape_of_every_error(Row row) throws IOException {
        Response response = row.problem().get().toResponse("request-7");

        JsonNode body = JSON.readTree(response.body().toByteArray());
        assertThat(response.status()).isEqualTo(row.status());
        assertThat(body)
                .isEqualTo(JSON.createObjectNode()
                        .put("error", row.error())
                        .put("message", row.message())
                        .put("requestId", "request-7"));
        assertThat(response.header("Content-Type")).contains("application/json");
        assertThat(response.header("Cache-Control")).contains("no-store");
    }

    @Test
    void says_in_a_field_what_the_status_asks_for() {
        assertThat(Problem.unauthorized("why").toResponse("r").header("WWW-Authenticate"))
                .contains("Bearer realm=\"crow\"");
        assertThat(Problem.methodNotAllowed("GET, HEAD").toResponse("r").header("Allow"))
                .contains("GET, HEAD");
        assertThat(Problem.unavailable("x", "120").toResponse("r").header("Retry-After"))
                .contains("120");
    }

    @Test
    void cannot_be_broken_out_of() throws IOException {
        String message = "\"},\u2028</script>\n\\\u0000";

        JsonNode body =
                JSON.readTree(Problem.badRequest(message).toResponse("r").body().toByteArray());

        assertThat(body.get("message").textValue()).isEqualTo(message);
    }

    @Test
    void takes_another_field_in_place_of_its_own() {
        assertThat(Problem.unavailable("x", "1").with("Retry-After", "2").headers())
                .isEqualTo(Headers.of("Retry-After", "2"));
    }
}
