package dev.crowai.gateway.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.identity.IdSyntax;
import dev.crowai.gateway.route.Service;
import java.util.Optional;

/**
 * Reads the ids in service responses (SPEC "Identity"). An empty id counts as absent; an invalid id makes the response
 * unusable.
 */
final class ServiceIds {
    private ServiceIds() {}

    /**
     * An id that must be present; empty when it is the empty text.
     *
     * @throws LookupException when it is missing or invalid
     */
    static Optional<String> required(Service service, JsonNode node) throws LookupException {
        if (!node.isTextual()) {
            throw ServiceCalls.unusable(service, "no id where one belongs");
        }
        String text = node.textValue();
        if (!text.isEmpty() && !IdSyntax.isId(text)) {
            throw ServiceCalls.unusable(service, "an id that is none");
        }
        return Optional.of(text).filter(id -> !id.isEmpty());
    }

    /**
     * An id that may be missing or {@code null}.
     *
     * @throws LookupException when it is present and invalid
     */
    static Optional<String> optional(Service service, JsonNode node) throws LookupException {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : required(service, node);
    }
}
