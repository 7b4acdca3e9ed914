package dev.crowai.gateway.demo;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A request that a demo service received.
 *
 * @param path the raw path, still percent-encoded
 * @param query the raw query; empty when there is none
 * @param headers every field line as it came, {@code Cookie} and credentials included
 */
public record DemoRequest(String method, String path, String query, Headers headers, Body body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** The body as JSON; a missing node when the body is not JSON. */
    JsonNode json() {
        try {
            return Optional.ofNullable(JSON.readTree(body.toByteArray())).orElseGet(MissingNode::getInstance);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }

    /** The path segments, without an empty one for the leading slash. */
    List<String> segments() {
        return List.of(path.substring(1).split("/", -1));
    }

    boolean is(String otherMethod, String otherPath) {
        return method.equals(otherMethod) && path.equals(otherPath);
    }

    /** The raw value of a query parameter; empty when it is absent. */
    Optional<String> parameter(String name) {
        return List.of(query.split("&", -1)).stream()
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst();
    }

    /** The bearer credential; empty when there is none. */
    Optional<String> bearer() {
        return header("Authorization")
                .filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring(7));
    }
}
