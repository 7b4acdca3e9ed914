package dev.crowai.gateway.aws.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Whatever bytes the table's endpoint sends: a final response of known length, or a failure. */
class ResponseReaderFuzzTest {

    /** The first byte: how many bytes arrive at a time, 0 for all of them. */
    @FuzzTest(maxDuration = "1s")
    @DictionaryEntries({
        "HTTP/1.1 200 OK",
        "HTTP/1.0 ",
        "Content-Length: ",
        "Transfer-Encoding: chunked",
        "0",
        "Connection: close",
        "HTTP/1.1 100 Continue",
        "1FFFFFF",
        "304",
        "204"
    })
    void bytes_are_a_response_or_a_failure(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
        InputStream in = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int from, int most) {
                return super.read(into, from, data[0] == 0 ? most : Math.min(most, data[0] & 0xFF));
            }
        };
        ResponseReader reader = new ResponseReader(in);
        reader.begin();
        try {
            WholeResponse response = reader.read(false);
            assertThat(response.head().statusCode()).isBetween(200, 599);
            assertThat(response.body().length).isLessThanOrEqualTo(bytes.length);
            if (reader.isReusable()) {
                assertThat(response.head().firstMatchingHeader("Content-Length").isPresent()
                                || response.head()
                                        .firstMatchingHeader("Transfer-Encoding")
                                        .isPresent()
                                || response.head().statusCode() == 204
                                || response.head().statusCode() == 304)
                        .isTrue();
            }
        } catch (IOException refused) {
            assertThat(reader.isReusable()).isFalse();
        }
    }
}
