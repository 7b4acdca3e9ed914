package dev.crowai.gateway.aws.dynamodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.crowai.gateway.aws.transport.WholeResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.retry.ClockSkew;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ReplicatedWriteConflictException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** Makes SDK exceptions from error responses, as the SDK's generated client does. */
final class ServiceErrors {
    private static final String REQUEST_ID = "x-amzn-RequestId";

    private static final Map<String, Supplier<AwsServiceException.Builder>> BUILDERS = Map.of(
            "ConditionalCheckFailedException", ConditionalCheckFailedException::builder,
            "InternalServerError", InternalServerErrorException::builder,
            "ItemCollectionSizeLimitExceededException", ItemCollectionSizeLimitExceededException::builder,
            "ProvisionedThroughputExceededException", ProvisionedThroughputExceededException::builder,
            "ReplicatedWriteConflictException", ReplicatedWriteConflictException::builder,
            "RequestLimitExceeded", RequestLimitExceededException::builder,
            "ResourceNotFoundException", ResourceNotFoundException::builder,
            "ThrottlingException", ThrottlingException::builder,
            "TransactionConflictException", TransactionConflictException::builder);

    /** The code and message of an error body; {@code null} when absent. */
    private record ErrorFields(
            @Nullable String code, @Nullable String message) {}

    private final JsonFactory json;
    private final ModelReader models;
    private final InstantSource clock;

    ServiceErrors(JsonFactory json, ModelReader models, InstantSource clock) {
        this.json = json;
        this.models = models;
        this.clock = clock;
    }

    /**
     * The exception for a response that is not successful.
     *
     * @param response the response; its body may be anything
     */
    AwsServiceException of(WholeResponse response) {
        ErrorFields fields = errorFields(response.body());
        AwsServiceException.Builder builder = builder(fields.code(), response.body());
        builder.awsErrorDetails(AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode(fields.code())
                .errorMessage(fields.message())
                .rawResponse(SdkBytes.fromByteArrayUnsafe(response.body()))
                .sdkHttpResponse(response.head())
                .build());
        response.head().firstMatchingHeader(REQUEST_ID).ifPresent(builder::requestId);
        return builder.message(fields.message())
                .statusCode(response.head().statusCode())
                .clockSkew(skew(response))
                .build();
    }

    /** A builder for the specific exception of the error with its members, or for the general exception. */
    private AwsServiceException.Builder builder(@Nullable String code, byte[] body) {
        Supplier<AwsServiceException.Builder> known = code == null ? null : BUILDERS.get(code);
        if (known == null) {
            return DynamoDbException.builder();
        }
        AwsServiceException.Builder builder = known.get();
        try {
            models.read(body, builder);
            return builder;
        } catch (IOException unreadable) {
            return known.get();
        }
    }

    private Duration skew(WholeResponse response) {
        return ClockSkew.getServerTime(response.head())
                .map(server -> ClockSkew.getClockSkew(clock.instant(), server))
                .orElse(Duration.ZERO);
    }

    /** {@code __type} is a name after a namespace: {@code com.amazonaws.dynamodb.v20120810#…}. */
    private ErrorFields errorFields(byte[] body) {
        @Nullable String code = null;
        @Nullable String message = null;
        try (JsonParser in = json.createParser(body)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                    JsonToken token = in.nextToken();
                    if (name.equals("__type") && token == JsonToken.VALUE_STRING) {
                        code = in.getText().substring(in.getText().lastIndexOf('#') + 1);
                    } else if (name.equalsIgnoreCase("message") && token == JsonToken.VALUE_STRING) {
                        message = in.getText();
                    } else {
                        in.skipChildren();
                    }
                }
            }
        } catch (IOException noJson) {
            return new ErrorFields(code, message);
        }
        return new ErrorFields(code, message);
    }
}
