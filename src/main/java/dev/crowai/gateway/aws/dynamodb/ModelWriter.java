package dev.crowai.gateway.aws.dynamodb;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Writes the requests of the store as the JSON of DynamoDB's protocol: models of texts, bytes, booleans, lists and maps.
 * Members that are not set are left out.
 */
final class ModelWriter {
    private final JsonFactory json;

    ModelWriter(JsonFactory json) {
        this.json = json;
    }

    byte[] bytes(SdkPojo model) {
        ByteArrayBuilder out = new ByteArrayBuilder(1024);
        try (JsonGenerator into = json.createGenerator(out)) {
            write(into, model);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator into, SdkPojo model) throws IOException {
        into.writeStartObject();
        for (SdkField<?> field : model.sdkFields()) {
            Object value = field.getValueOrDefault(model);
            if (value != null && !(value instanceof SdkAutoConstructList) && !(value instanceof SdkAutoConstructMap)) {
                into.writeFieldName(field.locationName());
                writeValue(into, value);
            }
        }
        into.writeEndObject();
    }

    private static void writeValue(JsonGenerator into, Object value) throws IOException {
        switch (value) {
            case String text -> into.writeString(text);
            case AttributeValue attribute -> writeAttribute(into, attribute);
            case Map<?, ?> map -> writeMap(into, map);
            case List<?> list -> writeList(into, list);
            case SdkPojo model -> write(into, model);
            case Boolean flag -> into.writeBoolean(flag);
            case SdkBytes bytes -> writeBytes(into, bytes);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static void writeMap(JsonGenerator into, Map<?, ?> map) throws IOException {
        into.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getValue() != null) {
                into.writeFieldName(String.valueOf(entry.getKey()));
                writeValue(into, entry.getValue());
            }
        }
        into.writeEndObject();
    }

    private static void writeList(JsonGenerator into, List<?> list) throws IOException {
        into.writeStartArray();
        for (Object value : list) {
            writeValue(into, value);
        }
        into.writeEndArray();
    }

    /** Writes the three types that the store uses most, without a search through all types. */
    private static void writeAttribute(JsonGenerator into, AttributeValue attribute) throws IOException {
        switch (attribute.type()) {
            case S -> {
                into.writeStartObject();
                into.writeStringField("S", attribute.s());
                into.writeEndObject();
            }
            case N -> {
                into.writeStartObject();
                into.writeStringField("N", attribute.n());
                into.writeEndObject();
            }
            case B -> {
                into.writeStartObject();
                into.writeFieldName("B");
                writeBytes(into, attribute.b());
                into.writeEndObject();
            }
            default -> write(into, attribute);
        }
    }

    private static void writeBytes(JsonGenerator into, SdkBytes bytes) throws IOException {
        byte[] array = bytes.asByteArrayUnsafe();
        into.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, array, 0, array.length);
    }
}
