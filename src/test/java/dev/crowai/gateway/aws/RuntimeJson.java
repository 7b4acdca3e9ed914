package dev.crowai.gateway.aws;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Reads and writes JSON with the serializer of the Lambda runtime itself. */
public final class RuntimeJson {
    private static final PojoSerializer<APIGatewayV2HTTPEvent> EVENTS =
            JacksonFactory.getInstance().getSerializer(APIGatewayV2HTTPEvent.class);
    private static final PojoSerializer<APIGatewayV2HTTPResponse> RESPONSES =
            JacksonFactory.getInstance().getSerializer(APIGatewayV2HTTPResponse.class);
    private static final PojoSerializer<String> STRINGS =
            JacksonFactory.getInstance().getSerializer(String.class);

    private RuntimeJson() {}

    public static APIGatewayV2HTTPEvent event(String json) {
        return EVENTS.fromJson(json);
    }

    public static byte[] bytes(APIGatewayV2HTTPResponse response) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RESPONSES.toJson(response, out);
        return out.toByteArray();
    }

    /** A JSON string with its quotes. */
    public static String quote(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        STRINGS.toJson(text, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
