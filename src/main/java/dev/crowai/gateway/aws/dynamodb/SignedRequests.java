package dev.crowai.gateway.aws.dynamodb;

import java.net.URI;
import java.time.Clock;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Makes requests of DynamoDB's JSON protocol, signed by the SDK's signer. */
final class SignedRequests {
    private static final String TARGET = "DynamoDB_20120810.";
    private static final String USER_AGENT = "crow-core-api-gateway";

    private final TableAccess access;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    SignedRequests(TableAccess access) {
        this.access = access;
    }

    /**
     * The head of a request.
     *
     * @param identity the credentials; with anonymous credentials, the request is not signed
     * @param clock gives the time of the signature
     */
    SdkHttpRequest sign(String operation, byte[] body, AwsCredentialsIdentity identity, Clock clock) {
        URI endpoint = access.endpoint();
        SdkHttpRequest request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .protocol(endpoint.getScheme())
                .host(endpoint.getHost())
                .port(endpoint.getPort() < 0 ? null : endpoint.getPort())
                .encodedPath("/")
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("User-Agent", USER_AGENT)
                .putHeader("X-Amz-Target", TARGET + operation)
                .build();
        return signer.sign(sign -> sign.identity(identity)
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                        .putProperty(
                                AwsV4HttpSigner.REGION_NAME, access.region().id())
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request();
    }
}
