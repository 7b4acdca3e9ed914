package dev.crowai.gateway.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crowai.gateway.identity.IdSyntax;
import dev.crowai.gateway.route.Service;
import java.util.Optional;

/** Reads the ids that services give (SPEC "Identity"): an empty one counts as none, any that is no id is unusable. */
final class ServiceIds {
    private ServiceIds() {}

    /**
     * An id that must be there; empty when it is the empty text.
     *
     * @throws LookupException when it is missing, or no id
     */
    static Optional<String> required(Service service, JsonNode node) throws LookupException {
        if (!node.isTextual()) {
            throw ServiceCalls.nonsense(service, "no id where one belongs");
        }
        String text = node.textValue();
        if (!text.isEmpty() && !IdSyntax.isId(text)) {
            throw ServiceCalls.nonsense(service, "an id that is none");
        }
        return Optional.of(text).filter(id -> !id.isEmpty());
    }

    /**
     * An id that may be missing or {@code null}.
     *
     * @throws LookupException when it is there and no id
     */
    static Optional<String> optional(Service service, JsonNode node) throws LookupException {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : required(service, node);
    }
}
