package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Percent;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Closes what the injected {@code X-Internal-Key} would open (SPEC "What the injected trust must not open"): services
 * take the key for authority, so a request of anyone but an internal caller must not reach what is meant for services.
 *
 * <p>A rule looks at the path as a service might read it: decoded up to three times, without regard to letter case,
 * empty segments, a trailing slash or path parameters. What cannot be read that way is refused.
 */
public final class InjectedTrust implements Middleware {
    private static final int LEVELS = 3;
    private static final String BY_AUTH_ID = "by-auth-id";
    private static final char UNDECODABLE = '\uFFFD';

    @Override
    public Response handle(Exchange exchange, Handler next) {
        if (exchange.isInternal() || isOpen(exchange)) {
            return next.handle(exchange);
        }
        exchange.trail().note("refusal", "closed to clients");
        return Problem.forbidden("This path is not open to clients").toResponse(exchange.requestId());
    }

    private static boolean isOpen(Exchange exchange) {
        Route.ToService route = exchange.toService();
        return switch (route.service().segment()) {
            case "auth", "better-auth" ->
                isReadable(route.rest())
                        && !leadsTo(route.rest(), "api-key", "system-token")
                        && !leadsTo(route.rest(), "onboarding", "callbacks");
            case "users" -> isOwn(exchange, ownUserId(exchange.identity()));
            case "organizations" -> isOwn(exchange, ownOrganization(exchange.identity()));
            default -> true;
        };
    }

    /** Only a GET of one's own id, spelled in the one plain way, goes through; the rest of the service is open. */
    private static boolean isOwn(Exchange exchange, Optional<String> own) {
        String rest = exchange.toService().rest();
        if (isReadable(rest) && !leadsTo(rest, BY_AUTH_ID)) {
            return true;
        }
        return exchange.request().method() == Method.GET
                && own.filter(id -> rest.equals("/" + BY_AUTH_ID + "/" + Percent.encodeSegment(id)))
                        .isPresent();
    }

    private static Optional<String> ownUserId(Identity identity) {
        return switch (identity) {
            case Identity.SessionUser user -> Optional.of(user.userId());
            case Identity.JwtUser user -> Optional.of(user.userId());
            case Identity.ApiKeyCaller caller -> caller.userId();
            case Identity.Anonymous _, Identity.OpaqueCaller _, Identity.InternalCaller _, Identity.Unidentified _ ->
                Optional.empty();
        };
    }

    private static Optional<String> ownOrganization(Identity identity) {
        return switch (identity) {
            case Identity.SessionUser user -> user.activeOrganization().proved();
            case Identity.JwtUser user -> user.activeOrganization();
            case Identity.ApiKeyCaller _,
                    Identity.Anonymous _,
                    Identity.OpaqueCaller _,
                    Identity.InternalCaller _,
                    Identity.Unidentified _ -> Optional.empty();
        };
    }

    /** Whether three decodings leave plain text: nothing that is still encoded, and no bytes that are no UTF-8. */
    private static boolean isReadable(String path) {
        String text = path;
        for (int level = 0; level < LEVELS; level++) {
            text = Percent.decode(text);
        }
        return text.indexOf(UNDECODABLE) < 0 && Percent.decode(text).equals(text);
    }

    private static boolean leadsTo(String path, String... prefix) {
        String text = path;
        for (int level = 0; level <= LEVELS; level++) {
            List<String> segments = segments(text);
            if (segments.size() >= prefix.length
                    && segments.subList(0, prefix.length).equals(List.of(prefix))) {
                return true;
            }
            text = Percent.decode(text);
        }
        return false;
    }

    private static List<String> segments(String text) {
        List<String> segments = new ArrayList<>();
        for (String part : text.split("/", -1)) {
            String segment = part.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }
}
