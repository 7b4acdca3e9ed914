package dev.crowai.gateway.aws.dynamodb;

import com.fasterxml.jackson.core.JsonFactory;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreKey;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** What a call to the table costs beside the exchange itself: its JSON, its signature, the JSON of its response. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StoreClientBench {
    private static final AwsBasicCredentials KEYS = AwsBasicCredentials.create("key", "secret");

    private final ModelWriter writer = new ModelWriter(new JsonFactory());
    private final ModelReader reader = new ModelReader(new JsonFactory());
    private final SignedRequests requests = new SignedRequests(new TableAccess(
            URI.create("https://dynamodb.eu-west-1.amazonaws.com"),
            Region.EU_WEST_1,
            StaticCredentialsProvider.create(KEYS)));
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final StoreKey key = new StoreKey("limit:standard", "203.0.113.7");
    private final byte[] body = writer.bytes(count());
    private final byte[] response =
            "{\"Attributes\":{\"allowed\":{\"N\":\"7\"},\"lastMillis\":{\"N\":\"1767225600000\"}}}"
                    .getBytes(StandardCharsets.UTF_8);

    private UpdateItemRequest count() {
        return WindowItem.plusOne("table", key, new Quota(200, 120), 1_767_225_600_000L);
    }

    @Benchmark
    public byte[] marshal() {
        return writer.bytes(count());
    }

    @Benchmark
    public byte[] sign() throws ProtocolException {
        return requests.message("UpdateItem", body, KEYS, Instant.now());
    }

    @Benchmark
    public SdkHttpRequest signBySdk() {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create("https://dynamodb.eu-west-1.amazonaws.com/"))
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("X-Amz-Target", "DynamoDB_20120810.UpdateItem")
                .build();
        return signer.sign(sign -> sign.identity(KEYS)
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1"))
                .request();
    }

    @Benchmark
    public UpdateItemResponse unmarshal() throws IOException {
        UpdateItemResponse.Builder into = UpdateItemResponse.builder();
        reader.read(response, into);
        return into.build();
    }
}
