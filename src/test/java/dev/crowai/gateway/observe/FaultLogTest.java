package dev.crowai.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.testing.Exchanges;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultLogTest {
    private final List<String> lines = new ArrayList<>();
    private final FaultLog faults = new FaultLog(lines::add, Exchanges.CLOCK);

    @Test
    void a_fault_is_one_line_that_says_where_it_is_and_never_what_it_says() throws Exception {
        faults.write("request-1\"", new IllegalStateException("s3cret", new ArithmeticException("s3cret")));

        assertThat(lines).singleElement().asString().doesNotContain("s3cret", "\n");
        assertThat(lines.getFirst()).startsWith("{\"level\":\"error\",\"event\":\"fault\",");
        JsonNode line = new JsonMapper().readTree(lines.getFirst());
        assertThat(line.path("requestId").textValue()).isEqualTo("request-1\"");
        assertThat(line.at("/faults/0/type").textValue()).isEqualTo("java.lang.IllegalStateException");
        assertThat(line.at("/faults/0/frames/0").textValue()).contains("FaultLogTest");
        assertThat(line.at("/faults/1/type").textValue()).isEqualTo("java.lang.ArithmeticException");
    }

    @Test
    void causes_and_frames_are_bounded() throws Exception {
        Throwable fault = new IllegalStateException();
        for (int i = 0; i < 100; i++) {
            fault = new IllegalStateException(fault);
        }

        faults.write("request-1", fault);

        assertThat(new JsonMapper().readTree(lines.getFirst()).path("faults"))
                .hasSize(8)
                .allSatisfy(one -> assertThat(one.path("frames")).hasSizeLessThanOrEqualTo(64));
    }
}
