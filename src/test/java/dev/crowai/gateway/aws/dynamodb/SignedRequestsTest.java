package dev.crowai.gateway.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;

/** The SDK's signer is the judge: every request has the fields that it gives the same request. */
class SignedRequestsTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00.999Z");
    private static final URI IRELAND = URI.create("https://dynamodb.eu-west-1.amazonaws.com");
    private static final AwsCredentialsIdentity KEYS =
            AwsBasicCredentials.create("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG");
    private static final AwsCredentialsIdentity SESSION = AwsSessionCredentials.create("ASIA", "secret", "to/ken+==");

    @ParameterizedTest
    @CsvSource({
        "https://dynamodb.eu-west-1.amazonaws.com, eu-west-1, BatchGetItem",
        "https://dynamodb.eu-west-1.amazonaws.com:443, eu-west-1, PutItem",
        "HTTPS://dynamodb-fips.us-gov-west-1.amazonaws.com, us-gov-west-1, UpdateItem",
        "http://localhost:8000, eu-central-1, BatchWriteItem",
        "http://localhost, eu-central-1, PutItem",
        "http://[::1]:8000, eu-central-1, PutItem",
        "https://proxy.example/some/path, ap-south-1, PutItem"
    })
    void endpoint_region_and_operation_are_signed_as_the_sdk_signs_them(URI endpoint, String region, String operation)
            throws ProtocolException {
        assertSameFields(endpoint, Region.of(region), operation, "{\"a\":1}", SESSION, NOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"k\":\"caf\u00e9 \ud83d\ude00\"}", "a body with\r\n\r\nan empty line"})
    void a_body_is_signed_as_the_sdk_signs_it(String body) throws ProtocolException {
        assertSameFields(IRELAND, Region.EU_WEST_1, "PutItem", body, KEYS, NOON);
    }

    @Test
    void a_body_larger_than_every_buffer_is_signed_as_the_sdk_signs_it() throws ProtocolException {
        assertSameFields(IRELAND, Region.EU_WEST_1, "PutItem", "x".repeat(500_000), KEYS, NOON);
    }

    @Test
    void space_around_a_credential_is_left_out_as_the_sdk_does() throws ProtocolException {
        AwsCredentialsIdentity spaced = AwsSessionCredentials.create(" ASIA ", "\tsecret ", " token ");

        assertSameFields(IRELAND, Region.EU_WEST_1, "PutItem", "{}", spaced, NOON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-26T23:59:59.999Z",
                "2026-11-27T00:00:00Z",
                "2028-02-29T01:02:03Z",
                "1999-12-31T09:09:09Z"
            })
    void a_time_is_written_as_the_sdk_writes_it(Instant time) throws ProtocolException {
        assertSameFields(IRELAND, Region.EU_WEST_1, "PutItem", "{}", KEYS, time);
    }

    @Test
    void another_day_and_other_credentials_are_signed_with_another_key() throws ProtocolException {
        SignedRequests requests = new SignedRequests(access(IRELAND, Region.EU_WEST_1));
        AwsCredentialsIdentity sameId = AwsBasicCredentials.create("AKIDEXAMPLE", "another");

        for (Instant time : List.of(NOON, NOON.plusSeconds(86_400), NOON)) {
            for (AwsCredentialsIdentity identity : List.of(KEYS, sameId, SESSION, KEYS)) {
                Map<String, String> mine = fields(requests.message("PutItem", new byte[0], identity, time));
                assertThat(mine.get("authorization"))
                        .isEqualTo(bySdk(IRELAND, Region.EU_WEST_1, "PutItem", new byte[0], identity, time)
                                .get("authorization"));
            }
        }
    }

    @Test
    void anonymous_credentials_sign_nothing() throws ProtocolException {
        AwsCredentialsIdentity nobody = AnonymousCredentialsProvider.create().resolveCredentials();

        Map<String, String> fields = fields(
                new SignedRequests(access(IRELAND, Region.EU_WEST_1)).message("PutItem", new byte[2], nobody, NOON));

        assertThat(fields)
                .containsOnlyKeys("host", "content-type", "user-agent", "x-amz-target", "content-length")
                .containsEntry("content-length", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nX-Injected: 1", "a\nb", "a\rb"})
    void a_credential_with_a_line_break_is_refused(String value) {
        SignedRequests requests = new SignedRequests(access(IRELAND, Region.EU_WEST_1));

        assertThatThrownBy(() -> requests.message(
                        "PutItem", new byte[0], AwsSessionCredentials.create("id", "secret", "t" + value + "t"), NOON))
                .isInstanceOf(ProtocolException.class)
                .hasMessageNotContaining(value);
        assertThatThrownBy(() -> requests.message(
                        "PutItem", new byte[0], AwsBasicCredentials.create("i" + value + "d", "secret"), NOON))
                .isInstanceOf(ProtocolException.class);
    }

    private static void assertSameFields(
            URI endpoint, Region region, String operation, String text, AwsCredentialsIdentity identity, Instant time)
            throws ProtocolException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);

        byte[] message = new SignedRequests(access(endpoint, region)).message(operation, body, identity, time);

        Map<String, String> expected = bySdk(endpoint, region, operation, body, identity, time);
        expected.put("content-length", Integer.toString(body.length));
        assertThat(fields(message)).isEqualTo(expected);
        assertThat(Arrays.copyOfRange(message, message.length - body.length, message.length))
                .isEqualTo(body);
    }

    private static TableAccess access(URI endpoint, Region region) {
        return new TableAccess(
                endpoint, region, StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")));
    }

    /** The fields by their names in lower case. */
    private static Map<String, String> fields(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        String[] lines = text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n", -1);
        assertThat(lines[0]).isEqualTo("POST / HTTP/1.1");
        Map<String, String> fields = new TreeMap<>();
        for (String line : Arrays.copyOfRange(lines, 1, lines.length)) {
            String[] parts = line.split(": ", 2);
            assertThat(fields.put(parts[0].toLowerCase(java.util.Locale.ROOT), parts[1]))
                    .isNull();
        }
        return fields;
    }

    private static Map<String, String> bySdk(
            URI endpoint, Region region, String operation, byte[] body, AwsCredentialsIdentity identity, Instant time) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .protocol(endpoint.getScheme())
                .host(endpoint.getHost())
                .port(endpoint.getPort() < 0 ? null : endpoint.getPort())
                .encodedPath("/")
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("User-Agent", "crow-core-api-gateway")
                .putHeader("X-Amz-Target", "DynamoDB_20120810." + operation)
                .build();
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id())
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)))
                .request();
        Map<String, String> fields = new TreeMap<>();
        signed.headers()
                .forEach((name, values) -> fields.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
        return fields;
    }
}
