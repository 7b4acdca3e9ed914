package dev.crowai.gateway.aws.codec;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Writes the JSON of a response to an event. Absent members are left out. Thread-safe. */
public final class EventResponseWriter {
    private final JsonFactory json = new JsonFactory();

    /**
     * Writes a response and leaves the stream open.
     *
     * @param response the result of {@link HttpApiCodec#encode}
     * @throws IOException when the stream fails
     */
    public void write(APIGatewayV2HTTPResponse response, OutputStream out) throws IOException {
        try (JsonGenerator into = json.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            into.writeStartObject();
            into.writeNumberField("statusCode", response.getStatusCode());
            into.writeObjectFieldStart("headers");
            for (Map.Entry<String, String> field : response.getHeaders().entrySet()) {
                into.writeStringField(field.getKey(), field.getValue());
            }
            into.writeEndObject();
            into.writeArrayFieldStart("cookies");
            for (String cookie : response.getCookies()) {
                into.writeString(cookie);
            }
            into.writeEndArray();
            into.writeStringField("body", response.getBody());
            into.writeBooleanField("isBase64Encoded", response.getIsBase64Encoded());
            into.writeEndObject();
        }
    }
}
