package dev.crowai.gateway.aws;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Events for tests: a plain GET of an HTTP API, changed where a test says so. */
public final class Events {
    public static final String FUNCTION_URL = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws";

    private Events() {}

    public static APIGatewayV2HTTPEvent get(String rawPath) {
        return event(rawPath, _ -> {});
    }

    public static APIGatewayV2HTTPEvent onFunctionUrl(String rawPath) {
        return event(rawPath, event -> {
            event.getRequestContext().setDomainName(FUNCTION_URL);
            event.getHeaders().put("x-origin-verify", Codecs.ORIGIN_SECRET);
        });
    }

    public static APIGatewayV2HTTPEvent onStage(String stage, String rawPath) {
        return event(rawPath, event -> event.getRequestContext().setStage(stage));
    }

    public static APIGatewayV2HTTPEvent withHeader(String name, String value) {
        return event("/health", event -> event.getHeaders().put(name, value));
    }

    /** Sent by the proxy in front. */
    public static APIGatewayV2HTTPEvent throughProxy(String name, String value) {
        return event("/health", event -> {
            event.getHeaders().put(name, value);
            event.getHeaders().put("x-origin-verify", Codecs.ORIGIN_SECRET);
        });
    }

    public static APIGatewayV2HTTPEvent event(String rawPath, Consumer<APIGatewayV2HTTPEvent> change) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("origin", "https://app.crowai.dev");
        APIGatewayV2HTTPEvent event = APIGatewayV2HTTPEvent.builder()
                .withVersion("2.0")
                .withRawPath(rawPath)
                .withRawQueryString("")
                .withHeaders(headers)
                .withRequestContext(RequestContext.builder()
                        .withDomainName("api.crowai.dev")
                        .withStage("$default")
                        .withRequestId("JKJaXmPLvHcESHA=")
                        .withHttp(Http.builder()
                                .withMethod("GET")
                                .withPath(rawPath)
                                .withSourceIp("203.0.113.7")
                                .build())
                        .build())
                .build();
        change.accept(event);
        return event;
    }
}
