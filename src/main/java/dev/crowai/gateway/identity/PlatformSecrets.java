package dev.crowai.gateway.identity;

import java.util.Optional;

/**
 * The keys that the gateway shares with the services, and with the proxy in front (SPEC "Configuration").
 *
 * @param internalKey {@code INTERNAL_GATEWAY_KEY}: sent to every service, accepted from internal callers
 * @param previousInternalKey {@code INTERNAL_GATEWAY_KEY_PREVIOUS}: accepted too while a rotation is on
 * @param serviceKey {@code SERVICE_API_KEY_ORG_SERVICE}
 * @param crawlerSecret {@code CRAWLER_SERVICE_SECRET}
 * @param origin {@code ORIGIN_VERIFY_SECRET} and its predecessor
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

    /** Whether a caller that shows this is a service of the platform. Both comparisons always run in full. */
    public boolean isInternalKey(String candidate) {
        boolean current = internalKey.matches(candidate);
        boolean previous =
                previousInternalKey.map(key -> key.matches(candidate)).orElse(false);
        return Boolean.logicalOr(current, previous);
    }
}
