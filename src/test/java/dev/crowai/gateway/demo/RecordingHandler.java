package dev.crowai.gateway.demo;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands where the function stands: keeps what it is given and answers what it is told. */
public final class RecordingHandler implements RequestStreamHandler {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final APIGatewayV2HTTPResponse answer;
    private final List<APIGatewayV2HTTPEvent> events = new CopyOnWriteArrayList<>();
    private final List<Context> contexts = new CopyOnWriteArrayList<>();

    public RecordingHandler(APIGatewayV2HTTPResponse answer) {
        this.answer = answer;
    }

    public static RecordingHandler answering(int status) {
        return new RecordingHandler(
                APIGatewayV2HTTPResponse.builder().withStatusCode(status).build());
    }

    @Override
    public void handleRequest(InputStream payload, OutputStream out, Context context) throws IOException {
        events.add(JSON.readValue(payload, APIGatewayV2HTTPEvent.class));
        contexts.add(context);
        JSON.writeValue(out, answer);
    }

    public APIGatewayV2HTTPEvent event() {
        return events.getLast();
    }

    public Context context() {
        return contexts.getLast();
    }

    public int calls() {
        return events.size();
    }
}
