package dev.crowai.gateway.aws.codec;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of an event in one pass, without building a tree. It reads only the members that {@link HttpApiCodec}
 * and the time limit need, and skips the others. A member with a type other than in payload 2.0 counts as absent,
 * except that a number or boolean counts as its text. The parser throws when the payload ends within an object or a list.
 * Thread-safe.
 */
public final class EventReader {
    /** Names are not interned, because clients choose the names of headers. */
    private final JsonFactory json = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /**
     * Reads an event from a payload; empty when the payload is not a JSON object.
     *
     * @throws IOException when the stream fails
     */
    public Optional<APIGatewayV2HTTPEvent> read(InputStream payload) throws IOException {
        try (JsonParser in = json.createParser(payload)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            APIGatewayV2HTTPEvent event = event(in);
            return in.nextToken() == null ? Optional.of(event) : Optional.empty();
        } catch (JsonProcessingException | CharConversionException noJson) {
            return Optional.empty();
        }
    }

    private static APIGatewayV2HTTPEvent event(JsonParser in) throws IOException {
        APIGatewayV2HTTPEvent event = new APIGatewayV2HTTPEvent();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            switch (name) {
                case "rawPath" -> event.setRawPath(text(in));
                case "rawQueryString" -> event.setRawQueryString(text(in));
                case "headers" -> event.setHeaders(texts(in));
                case "cookies" -> event.setCookies(list(in));
                case "body" -> event.setBody(text(in));
                case "isBase64Encoded" -> event.setIsBase64Encoded("true".equalsIgnoreCase(text(in)));
                case "requestContext" -> event.setRequestContext(context(in));
                default -> in.skipChildren();
            }
        }
        return event;
    }

    private static @Nullable RequestContext context(JsonParser in) throws IOException {
        if (!isObject(in)) {
            return null;
        }
        RequestContext context = new RequestContext();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            JsonToken token = in.nextToken();
            switch (name) {
                case "requestId" -> context.setRequestId(text(in));
                case "domainName" -> context.setDomainName(text(in));
                case "stage" -> context.setStage(text(in));
                case "http" -> context.setHttp(http(in));
                case "timeEpoch" -> {
                    if (token == JsonToken.VALUE_NUMBER_INT) {
                        context.setTimeEpoch(in.getLongValue());
                    } else {
                        in.skipChildren();
                    }
                }
                default -> in.skipChildren();
            }
        }
        return context;
    }

    private static @Nullable Http http(JsonParser in) throws IOException {
        if (!isObject(in)) {
            return null;
        }
        Http http = new Http();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            switch (name) {
                case "method" -> http.setMethod(text(in));
                case "sourceIp" -> http.setSourceIp(text(in));
                default -> in.skipChildren();
            }
        }
        return http;
    }

    private static @Nullable Map<String, @Nullable String> texts(JsonParser in) throws IOException {
        if (!isObject(in)) {
            return null;
        }
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            texts.put(name, text(in));
        }
        return texts;
    }

    private static @Nullable List<@Nullable String> list(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return null;
        }
        List<@Nullable String> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            list.add(text(in));
        }
        return list;
    }

    /** Whether an object begins here. Any other value is skipped. */
    private static boolean isObject(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        in.skipChildren();
        return false;
    }

    private static @Nullable String text(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL || !in.currentToken().isScalarValue()) {
            in.skipChildren();
            return null;
        }
        return in.getText();
    }
}
