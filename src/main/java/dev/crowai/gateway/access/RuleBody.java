package dev.crowai.gateway.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Request;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request's body as an access rule reads it: a JSON object of at most 64 KB, in which no name occurs twice. The body
 * is forwarded unchanged, so a body that a service may read in another way is malformed: another media type, another
 * character encoding, or a compressed body. Pure.
 */
public sealed interface RuleBody {
    /** The maximum size, in bytes. */
    int MOST_BYTES = 64 * 1024;

    /** The absence of a body counts as an object without members. */
    RuleBody EMPTY = new Fields(JsonNodeFactory.instance.objectNode());

    /** The members of the object. */
    record Fields(ObjectNode object) implements RuleBody {

        /** Whether a member is present, even if it is {@code null}. */
        boolean has(String name) {
            return object.has(name);
        }

        /** The text of a member; empty when it is absent or not a string. */
        Optional<String> text(String name) {
            JsonNode value = object.path(name);
            return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
        }
    }

    /** A body that cannot be read, with the reason as a text for the client. */
    record Unparsable(String reason) implements RuleBody {}

    /** Reads the body of a request. */
    static RuleBody of(Request request) {
        if (request.body().isEmpty()) {
            return EMPTY;
        }
        if (request.body().length() > MOST_BYTES) {
            return new Unparsable("The body must not be larger than 64 KB here");
        }
        Headers headers = request.headers();
        if (!headers.all("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
            return new Unparsable("The body must not be compressed here");
        }
        if (!headers.all("Content-Type").stream()
                .allMatch(type -> Reader.JSON_IN_UTF8.matcher(type).matches())) {
            return new Unparsable("The body must be application/json here");
        }
        return request.body()
                .utf8()
                .flatMap(Reader::object)
                .<RuleBody>map(Fields::new)
                .orElseGet(() -> new Unparsable("The body must be a JSON object in which no name stands twice"));
    }

    /** Parses bodies. */
    final class Reader {
        /** The quantifiers of white space are possessive, so the time grows with the length alone. */
        private static final Pattern JSON_IN_UTF8 = Pattern.compile(
                "\\s*+application/json\\s*+(;\\s*+charset=\"?utf-8\"?\\s*+)?;?\\s*+", Pattern.CASE_INSENSITIVE);

        private static final JsonMapper JSON = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        private Reader() {}

        private static Optional<ObjectNode> object(String text) {
            try {
                return JSON.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
            } catch (JsonProcessingException malformed) {
                return Optional.empty();
            }
        }
    }
}
