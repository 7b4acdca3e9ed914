package dev.crowai.gateway.auth;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.IdSyntax;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Recognizes a service of the platform by the internal key (SPEC "Internal callers"). This step comes first on every
 * route, because internal callers skip the rate limit and the lookups. A wrong key has no effect, and {@code
 * HeaderPolicy} removes it.
 */
public final class RecognizeInternalCaller implements Middleware {
    private final Supplier<PlatformSecrets> secrets;

    public RecognizeInternalCaller(Supplier<PlatformSecrets> secrets) {
        this.secrets = secrets;
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Headers headers = exchange.request().headers();
        if (headers.all("X-Internal-Key").stream().noneMatch(secrets.get()::isInternalKey)) {
            return next.handle(exchange);
        }
        Optional<String> organizationId = headers.joined("X-Organization-Id");
        if (organizationId.filter(id -> !IdSyntax.isId(id)).isPresent()) {
            return exchange.refuse(Problem.badRequest("X-Organization-Id is not one id"));
        }
        return next.handle(exchange.withIdentity(internalCaller(headers, organizationId))
                .withOrganization(organizationId.map(Organization::of)));
    }

    /**
     * The other credentials of an internal caller are forwarded unchanged, because the internal caller has checked its
     * own callers.
     */
    private static Identity.InternalCaller internalCaller(Headers headers, Optional<String> organizationId) {
        return new Identity.InternalCaller(
                organizationId,
                Credential.bearerJwt(headers).map(jwt -> jwt.token()),
                Credential.apiKey(headers).map(found -> found.key()));
    }
}
