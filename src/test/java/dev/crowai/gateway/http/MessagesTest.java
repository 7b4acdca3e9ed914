package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private static Request request(String path) {
        return new Request(
                Method.POST,
                path,
                "key=s3cr3t",
                Headers.of("Cookie", "s3cr3t"),
                Body.of("s3cr3t"),
                new ClientAddress("203.0.113.7"),
                "api.crowai.dev");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "http://users.test/x"})
    void a_path_begins_with_a_slash(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> request(path));
    }

    @Test
    void a_request_shows_its_method_and_path_alone() {
        assertThat(request("/api/v1/users/me")).hasToString("POST /api/v1/users/me");
    }

    @Test
    void other_fields_change_nothing_else_of_a_request() {
        Request other = request("/x").withHeaders(Headers.of("Accept", "a/b"));

        assertThat(other.header("accept")).contains("a/b");
        assertThat(other.header("Cookie")).isEmpty();
        assertThat(other.withHeaders(request("/x").headers())).isEqualTo(request("/x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 100, 103, 199, 600, 999})
    void a_response_has_a_final_status(int status) {
        assertThat(Response.isFinal(status)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Response.of(status));
    }

    @Test
    void statuses_from_200_to_599_are_final_and_those_below_300_are_successes() {
        assertThat(Response.of(200).isSuccess()).isTrue();
        assertThat(Response.of(299).isSuccess()).isTrue();
        assertThat(Response.of(300).isSuccess()).isFalse();
        assertThat(Response.of(599).isSuccess()).isFalse();
    }

    @Test
    void another_field_replaces_those_of_its_name_and_changes_nothing_else_of_a_response() {
        assertThat(Response.json(201, "{}").with("content-type", "a/b").with("ETag", "\"x\""))
                .isEqualTo(new Response(201, Headers.of("content-type", "a/b", "ETag", "\"x\""), Body.of("{}")));
    }

    @Test
    void another_body_changes_nothing_else_of_a_response() {
        assertThat(Response.json(201, "{}").withBody(Body.of("[]"))).isEqualTo(Response.json(201, "[]"));
    }
}
