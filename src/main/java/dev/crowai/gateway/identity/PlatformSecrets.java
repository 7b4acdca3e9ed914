package dev.crowai.gateway.identity;

import java.util.Optional;

/**
 * The keys that the gateway shares with the services and with the proxy in front of it (SPEC "Configuration").
 *
 * @param internalKey {@code INTERNAL_GATEWAY_KEY}: sent to every service, accepted from internal callers
 * @param previousInternalKey {@code INTERNAL_GATEWAY_KEY_PREVIOUS}, which is accepted during a rotation; empty when
 *     there is none
 * @param serviceKey {@code SERVICE_API_KEY_ORG_SERVICE}, for lookups by an id of the auth service
 * @param crawlerSecret {@code CRAWLER_SERVICE_SECRET}
 * @param origin {@code ORIGIN_VERIFY_SECRET} and {@code ORIGIN_VERIFY_SECRET_PREVIOUS}
 */
public record PlatformSecrets(
        Secret internalKey,
        Optional<Secret> previousInternalKey,
        Optional<Secret> serviceKey,
        Optional<Secret> crawlerSecret,
        OriginSecrets origin) {

    /** The keys of a gateway without a proxy in front. */
    public PlatformSecrets(
            Secret internalKey,
            Optional<Secret> previousInternalKey,
            Optional<Secret> serviceKey,
            Optional<Secret> crawlerSecret) {
        this(internalKey, previousInternalKey, serviceKey, crawlerSecret, OriginSecrets.NONE);
    }

    /**
     * Whether the text is an internal key, so that the caller is a service of the platform. Both comparisons always
     * run.
     */
    public boolean isInternalKey(String candidate) {
        boolean current = internalKey.matches(candidate);
        boolean previous =
                previousInternalKey.map(key -> key.matches(candidate)).orElse(false);
        return Boolean.logicalOr(current, previous);
    }
}
