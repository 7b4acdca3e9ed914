package dev.crowai.gateway.edge;

import dev.crowai.gateway.route.Environment;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The origins whose pages may read the gateway's responses (SPEC "CORS and security headers"). */
public final class AllowedOrigins {
    private static final Set<String> CLIENTS = Set.of(
            "crowai.dev",
            "app.crowai.dev",
            "auth.crowai.dev",
            "dashboard.crowai.dev",
            "rogue.crowai.dev",
            "dev.crowai.dev",
            "dev.app.crowai.dev",
            "dev.auth.crowai.dev",
            "dev.dashboard.crowai.dev",
            "dev.rogue.crowai.dev");

    private static final Set<String> PRODUCTION = Set.of(
            "api.crowai.dev",
            "interactions.crowai.dev",
            "cctv.crowai.dev",
            "internal.auth-api.crowai.dev",
            "internal.users.crowai.dev",
            "internal.products.crowai.dev",
            "internal.orgs.crowai.dev",
            "internal.analytics.crowai.dev",
            "internal.notifications.crowai.dev",
            "internal.patterns.crowai.dev",
            "internal.interactions.crowai.dev",
            "internal.chat.crowai.dev",
            "internal.qna.crowai.dev",
            "internal.mcp.crowai.dev",
            "internal.billing.crowai.dev");

    private static final Set<String> DEVELOPMENT = Set.of(
            "dev.api.crowai.dev",
            "dev.interactions.crowai.dev",
            "dev.cctv.crowai.dev",
            "dev.mcp.crowai.dev",
            "dev.internal.auth-api.crowai.dev",
            "dev.internal.users.crowai.dev",
            "dev.internal.products.crowai.dev",
            "dev.internal.orgs.crowai.dev",
            "dev.internal.analytics.crowai.dev",
            "dev.internal.notifications.crowai.dev",
            "dev.internal.patterns.crowai.dev",
            "dev.internal.interactions.crowai.dev",
            "dev.internal.chat.crowai.dev",
            "dev.internal.qna.crowai.dev",
            "dev.internal.billing.crowai.dev");

    private AllowedOrigins() {}

    /** The platform's own origins; in the local environment, the origins of the local ports too. */
    public static Set<String> in(Environment environment) {
        Stream<String> platform =
                Stream.of(CLIENTS, PRODUCTION, DEVELOPMENT).flatMap(Set::stream).map(host -> "https://" + host);
        Stream<String> local = environment == Environment.LOCAL ? localhost() : Stream.empty();
        return Stream.concat(platform, local).collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> localhost() {
        return IntStream.concat(IntStream.rangeClosed(3000, 3002), IntStream.rangeClosed(8000, 8012))
                .mapToObj(port -> "http://localhost:" + port);
    }
}
