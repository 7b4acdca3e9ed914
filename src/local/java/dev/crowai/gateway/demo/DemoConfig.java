package dev.crowai.gateway.demo;

import java.time.InstantSource;
import java.util.Set;

/**
 * The settings of the demo services.
 *
 * @param internalKey the value of {@code X-Internal-Key} that identifies the gateway
 * @param serviceKey the accepted value of {@code X-Service-API-Key}
 * @param trustedOrigins the origins from which the auth service accepts requests with cookies
 * @param secureCookies whether cookies are named {@code __Secure-…}, as over https
 * @param populated whether there are four people of two organizations and data for a dashboard; otherwise only Ann and
 *     an echo
 */
public record DemoConfig(
        String internalKey,
        String serviceKey,
        Set<String> trustedOrigins,
        boolean secureCookies,
        boolean populated,
        InstantSource clock) {
    /** The {@code iss} and {@code aud} of every JWT. */
    public static final String ISSUER = "http://localhost:8001";

    private static final Set<String> ORIGINS = Set.of(
            "http://localhost:3000",
            "http://localhost:8000",
            "https://app.crowai.dev",
            "https://dev.app.crowai.dev",
            "https://auth.crowai.dev",
            "https://dev.auth.crowai.dev");

    public DemoConfig {
        trustedOrigins = Set.copyOf(trustedOrigins);
    }

    /** Demo services that accept these two keys and use the system clock. */
    public static DemoConfig of(String internalKey, String serviceKey) {
        return new DemoConfig(internalKey, serviceKey, ORIGINS, false, false, InstantSource.system());
    }

    public DemoConfig withSecureCookies() {
        return new DemoConfig(internalKey, serviceKey, trustedOrigins, true, populated, clock);
    }

    public DemoConfig withClock(InstantSource other) {
        return new DemoConfig(internalKey, serviceKey, trustedOrigins, secureCookies, populated, other);
    }

    /** The same with people and data. */
    public DemoConfig whenPopulated() {
        return new DemoConfig(internalKey, serviceKey, trustedOrigins, secureCookies, true, clock);
    }
}
