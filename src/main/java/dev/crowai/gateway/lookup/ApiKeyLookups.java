package dev.crowai.gateway.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.IdSyntax;
import dev.crowai.gateway.identity.PseudoAddress;
import dev.crowai.gateway.lookup.IdentityService.VerifiedKey;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.route.Service;
import java.util.Optional;

/** Calls the auth service to verify API keys, according to its recorded contracts (cited by id in this class). */
final class ApiKeyLookups {
    private static final String VERIFY = "api-key/verify";

    private final Service auth;
    private final ServiceCalls calls;

    ApiKeyLookups(Service auth, ServiceCalls calls) {
        this.auth = auth;
        this.calls = calls;
    }

    /**
     * Verifies a key. Empty when the key is invalid.
     *
     * <p>There are two kinds of 401. With {@code {"valid":false}} the key is invalid (c112). With {@code
     * "error":"Unauthorized"} the service refused the gateway's own key (c110, c111).
     */
    Optional<VerifiedKey> verify(Credential.ApiKey key, Exchange exchange) throws LookupException {
        String secret = key.key().reveal();
        String body = JsonNodeFactory.instance.objectNode().put("key", secret).toString();
        Response response = calls.post(auth, VERIFY, body, PseudoAddress.of(secret), exchange);
        JsonNode verdict = calls.json(auth, response);
        if (verdict.has("error") && response.status() == 401) {
            throw ServiceCalls.gatewayKeyRefused(auth);
        }
        JsonNode valid = verdict.path("valid");
        if (!valid.isBoolean() || (response.status() != 200 && response.status() != 401)) {
            throw ServiceCalls.unusable(auth, "api-key/verify with status " + response.status());
        }
        if (!valid.booleanValue()) {
            return Optional.empty();
        }
        if (response.status() != 200 || !verdict.path("key").isObject()) {
            throw ServiceCalls.unusable(auth, "a valid key without a key");
        }
        JsonNode found = verdict.path("key");
        return Optional.of(new VerifiedKey(
                ServiceIds.optional(auth, found.path("id")),
                ServiceIds.optional(auth, found.path("userId")),
                claimedOrganization(found.path("metadata")),
                ServiceTimes.optionalEnd(found.path("expiresAt"))));
    }

    private ClaimedOrganization claimedOrganization(JsonNode metadata) throws LookupException {
        if (!metadata.isMissingNode() && !metadata.isNull() && !metadata.isObject()) {
            throw ServiceCalls.unusable(auth, "metadata that is no object");
        }
        JsonNode claimed = metadata.path("organizationId");
        if (claimed.isMissingNode() || claimed.isNull()) {
            return new ClaimedOrganization.NoClaim();
        }
        return claimed.isTextual() && IdSyntax.isId(claimed.textValue())
                ? new ClaimedOrganization.Named(claimed.textValue())
                : new ClaimedOrganization.InvalidClaim();
    }
}
