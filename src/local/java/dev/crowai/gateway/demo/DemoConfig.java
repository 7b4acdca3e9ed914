package dev.crowai.gateway.demo;

import java.time.InstantSource;
import java.util.Set;

/**
 * What the demo services are told.
 *
 * @param internalKey the value of {@code X-Internal-Key} that they take for the gateway's
 * @param serviceKey the value of {@code X-Service-API-Key} that they know
 * @param trustedOrigins origins from which the auth service takes requests with cookies
 * @param secureCookies whether cookies are named {@code __Secure-…}, as behind https
 * @param populated whether there is more than Ann and an echo: four people of two organizations, and what a dashboard
 *     shows of them
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

    /** Services that know these two keys, on the system's clock. */
    public static DemoConfig of(String internalKey, String serviceKey) {
        return new DemoConfig(internalKey, serviceKey, ORIGINS, false, false, InstantSource.system());
    }

    public DemoConfig withSecureCookies() {
        return new DemoConfig(internalKey, serviceKey, trustedOrigins, true, populated, clock);
    }

    public DemoConfig withClock(InstantSource other) {
        return new DemoConfig(internalKey, serviceKey, trustedOrigins, secureCookies, populated, other);
    }

    /** With people and data to look at. */
    public DemoConfig whenPopulated() {
        return new DemoConfig(internalKey, serviceKey, trustedOrigins, secureCookies, true, clock);
    }
}
