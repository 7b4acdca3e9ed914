package dev.crowai.gateway.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.identity.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads environment variables and collects what is wrong with them. An empty variable counts as unset. */
final class Variables {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final Map<String, String> environment;
    private final List<String> faults = new ArrayList<>();

    Variables(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A required variable. If it is missing, the fault is recorded and the substitute is returned. */
    String required(String name, String standIn) {
        return text(name).orElseGet(() -> {
            fault(name, "is required");
            return standIn;
        });
    }

    /** A variable with a fixed set of values. */
    <T> Optional<T> parsed(String name, Function<String, Optional<T>> parse, String expected) {
        return text(name).flatMap(text -> {
            Optional<T> value = parse.apply(text);
            if (value.isEmpty()) {
                fault(name, "must be " + expected);
            }
            return value;
        });
    }

    /** A secret. It must be printable ASCII without spaces, because it is sent in a header. */
    Optional<Secret> secret(String name) {
        return text(name).flatMap(text -> {
            if (isHeaderSafe(text)) {
                return Optional.of(Secret.of(text));
            }
            fault(name, "must be printable ASCII without spaces");
            return Optional.empty();
        });
    }

    static boolean isHeaderSafe(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    Optional<URI> origin(String name) {
        return text(name).flatMap(text -> origin(name, text));
    }

    /** A base URL. It must have a scheme, a host and optionally a port, and nothing else. */
    Optional<URI> origin(String name, String text) {
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean plain = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535;
            if (plain && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException unparsable) {
            // the same fault as for a URL of the wrong kind
        }
        fault(name, "must be an http or https URL without a path");
        return Optional.empty();
    }

    /** A JSON object. Members for which {@code read} returns nothing are left out. */
    <T> Map<String, T> object(String name, BiFunction<String, JsonNode, Optional<T>> read) {
        Map<String, T> values = new LinkedHashMap<>();
        text(name)
                .flatMap(text -> json(name, text))
                .ifPresent(object -> object.properties()
                        .forEach(member -> read.apply(member.getKey(), member.getValue())
                                .ifPresent(v -> values.put(member.getKey(), v))));
        return Map.copyOf(values);
    }

    private Optional<ObjectNode> json(String name, String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return Optional.of(object);
            }
        } catch (JsonProcessingException malformed) {
            // the same fault as for JSON of another type
        }
        fault(name, "must be a JSON object");
        return Optional.empty();
    }

    void fault(String name, String what) {
        faults.add(name + " " + what);
    }

    /**
     * Ends the reading.
     *
     * @throws SettingsException when any variable was wrong
     */
    void complain() {
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
    }
}
