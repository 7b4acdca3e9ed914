package dev.crowai.gateway.http;

import static dev.crowai.gateway.http.Method.GET;
import static dev.crowai.gateway.http.Method.HEAD;
import static dev.crowai.gateway.http.Method.OPTIONS;
import static dev.crowai.gateway.http.Method.TRACE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §9. */
class MethodTest {
    @ParameterizedTest
    @EnumSource
    void a_method_is_read_by_its_name(Method method) {
        assertThat(Method.parse(method.name())).contains(method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "get", "GET ", "CONNECT", "PROPFIND"})
    void any_other_token_is_no_method(String token) {
        assertThat(Method.parse(token)).isEmpty();
    }

    @Test
    void get_head_options_and_trace_are_safe_and_the_first_two_are_reads() {
        assertThat(Method.values()).filteredOn(Method::isSafe).containsExactly(GET, HEAD, OPTIONS, TRACE);
        assertThat(Method.values()).filteredOn(Method::isRead).containsExactly(GET, HEAD);
    }
}
