package dev.crowai.gateway.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Invokes a function with an event, as Lambda does. */
final class Invocation {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Invocation() {}

    /** The JSON of its response. */
    static JsonNode of(RequestStreamHandler function, APIGatewayV2HTTPEvent event, Context context) throws IOException {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        function.handleRequest(new ByteArrayInputStream(JSON.writeValueAsBytes(event)), response, context);
        return JSON.readTree(response.toByteArray());
    }
}
