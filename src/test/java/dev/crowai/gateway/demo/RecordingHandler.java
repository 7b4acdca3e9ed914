package dev.crowai.gateway.demo;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands where the function stands: keeps what it is given and answers what it is told. */
public final class RecordingHandler implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
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
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        events.add(event);
        contexts.add(context);
        return answer;
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
