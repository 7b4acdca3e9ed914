package dev.crowai.gateway.forward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.identity.PseudoAddress;
import dev.crowai.gateway.pipeline.Exchange;
import java.io.IOException;
import java.util.Optional;

/**
 * The client address for a forwarded {@code auth/api-key/verify}: the pseudo-address of the key in the body. Without
 * it, all keys that one platform service verifies would share one limit of the auth service (SPEC "Identity").
 */
final class VerifiedKeyAddress {
    private static final String PATH = "/api-key/verify";
    private static final int MOST_BYTES = 64 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private VerifiedKeyAddress() {}

    /** The address; empty for every other request, and for a body without a key. */
    static Optional<String> of(Exchange exchange) {
        boolean verification = exchange.service().isAuth()
                && exchange.request().method() == Method.POST
                && Percent.decode(exchange.toService().rest()).equals(PATH)
                && exchange.request().body().length() <= MOST_BYTES;
        if (!verification) {
            return Optional.empty();
        }
        try {
            JsonNode key =
                    JSON.readTree(exchange.request().body().toByteArray()).path("key");
            return Optional.ofNullable(key.textValue())
                    .filter(text -> !text.isEmpty())
                    .map(PseudoAddress::of);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }
}
