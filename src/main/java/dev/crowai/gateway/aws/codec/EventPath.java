package dev.crowai.gateway.aws.codec;

import dev.crowai.gateway.http.HostilePath;
import dev.crowai.gateway.http.Percent;
import java.util.Optional;

/**
 * Turns {@code rawPath} into an encoded path (SPEC "The event and the path"). An HTTP API has decoded the path once; a
 * function URL has not. If the stage has a name, the path begins with it.
 */
final class EventPath {
    private static final String DEFAULT_STAGE = "$default";

    private EventPath() {}

    /**
     * The encoded path without the stage; {@code /} with a 400 when the path is hostile or malformed.
     *
     * @param domainName distinguishes a function URL from an HTTP API
     * @param stage {@code $default}, or the stage name with which the path begins
     */
    static Decoded<String> decode(String rawPath, String domainName, String stage) {
        String path = withoutStage(rawPath.startsWith("/") ? rawPath : "/" + rawPath, stage);
        if (!Unicode.isWellFormed(path)) {
            return Decoded.malformed("/", "The path is not valid Unicode");
        }
        Optional<String> encoded = switch (Door.of(domainName)) {
            case FUNCTION_URL -> Percent.repairPath(path);
            case HTTP_API -> Optional.of(Percent.encodePath(path));
        };
        if (encoded.isEmpty()) {
            return Decoded.malformed("/", "The path has a malformed escape");
        }
        return HostilePath.reason(path)
                .map(reason -> Decoded.malformed("/", reason))
                .orElseGet(() -> Decoded.of(encoded.get()));
    }

    private static String withoutStage(String path, String stage) {
        String prefix = "/" + stage;
        if (stage.isEmpty() || stage.equals(DEFAULT_STAGE) || !path.startsWith(prefix)) {
            return path;
        }
        String rest = path.substring(prefix.length());
        if (rest.isEmpty()) {
            return "/";
        }
        return rest.startsWith("/") ? rest : path;
    }
}
