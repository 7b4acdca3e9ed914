package dev.crowai.gateway.aws.dynamodb;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Fills any model of the SDK from the JSON of DynamoDB's protocol. Unknown members and {@code null} members are
 * skipped. Any other mismatch is an {@link IOException}; the parser throws one when the body ends too early.
 */
final class ModelReader {
    private final JsonFactory json;

    ModelReader(JsonFactory json) {
        this.json = json;
    }

    /**
     * Reads a body into a builder.
     *
     * @param body a JSON object
     */
    void read(byte[] body, SdkPojo into) throws IOException {
        try (JsonParser in = json.createParser(body)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(in, "not an object");
            }
            readObject(in, into);
            if (in.nextToken() != null) {
                throw new JsonParseException(in, "something behind the object");
            }
        }
    }

    private static void readObject(JsonParser in, SdkPojo into) throws IOException {
        Map<String, SdkField<?>> fields = into.sdkFieldNameToField();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            JsonToken token = in.nextToken();
            SdkField<?> field = fields.get(name);
            if (field == null) {
                in.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                field.set(into, value(in, field));
            }
        }
    }

    private static Object value(JsonParser in, SdkField<?> field) throws IOException {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (type) {
            case STRING -> text(in);
            case SDK_BYTES -> SdkBytes.fromByteArrayUnsafe(in.getBinaryValue(Base64Variants.MIME_NO_LINEFEEDS));
            case BOOLEAN -> in.getBooleanValue();
            case INTEGER -> in.getIntValue();
            case LONG -> in.getLongValue();
            case DOUBLE -> in.getDoubleValue();
            case LIST -> list(in, field.getRequiredTrait(ListTrait.class).memberFieldInfo());
            case MAP -> map(in, field.getRequiredTrait(MapTrait.class).valueFieldInfo());
            case SDK_POJO -> model(in, field);
            default -> throw new JsonParseException(in, "no value is of type " + type);
        };
    }

    private static String text(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw new JsonParseException(in, "not a string");
        }
        return in.getText();
    }

    private static List<Object> list(JsonParser in, SdkField<?> member) throws IOException {
        require(in, JsonToken.START_ARRAY);
        List<Object> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(in, member));
        }
        return list;
    }

    private static Map<String, Object> map(JsonParser in, SdkField<?> member) throws IOException {
        require(in, JsonToken.START_OBJECT);
        Map<String, Object> map = new HashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            map.put(name, value(in, member));
        }
        return map;
    }

    private static Object model(JsonParser in, SdkField<?> field) throws IOException {
        require(in, JsonToken.START_OBJECT);
        SdkPojo model = field.constructor().get();
        readObject(in, model);
        return model instanceof Buildable builder ? builder.build() : model;
    }

    private static void require(JsonParser in, JsonToken token) throws IOException {
        if (in.currentToken() != token) {
            throw new JsonParseException(in, "not " + token);
        }
    }
}
