package dev.crowai.gateway.forward;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.MaxForwards;
import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Result;
import dev.crowai.gateway.pipeline.Stage;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.upstream.Call;
import dev.crowai.gateway.upstream.Upstream;
import dev.crowai.gateway.upstream.UpstreamException;
import java.util.function.Supplier;

/**
 * Sends a request to its service and returns the response (SPEC "Forwarding"). The last step of every service chain.
 */
public final class Forward implements Handler {
    private static final String RETRY_SOON = "5";

    private final Upstream upstream;
    private final Supplier<PlatformSecrets> secrets;

    /**
     * The last step of a chain.
     *
     * @param secrets read again for every request, so that a rotation takes effect
     */
    public Forward(Upstream upstream, Supplier<PlatformSecrets> secrets) {
        this.upstream = upstream;
        this.secrets = secrets;
    }

    @Override
    public Response handle(Exchange exchange) {
        return MaxForwards.endsHere(exchange.request())
                ? Response.of(200).with("Allow", Method.ALLOWED)
                : forward(exchange);
    }

    private Response forward(Exchange exchange) {
        Route.ToService route = exchange.toService();
        Request request = exchange.request();
        Call call = new Call(
                request.method(),
                Target.of(route, request),
                HeaderPolicy.toService(exchange, secrets.get()),
                request.body(),
                exchange.deadline().remaining(),
                source(exchange));
        try {
            Response response = exchange.record().time(Stage.UPSTREAM, () -> upstream.send(call));
            exchange.record().add(new Result.UpstreamResponse(response.status()));
            return toClient(response, exchange);
        } catch (UpstreamException failure) {
            return exchange.refuse(
                    problem(failure.kind(), route.service().name()), new Result.UpstreamFailure(failure.kind()));
        }
    }

    /** The caller or, when there is none, the client's network. Every request of a platform service is its own source. */
    private static String source(Exchange exchange) {
        if (exchange.isInternal()) {
            return exchange.requestId();
        }
        return exchange.identity()
                .forwardedUserId()
                .orElseGet(() -> exchange.request().client().widestNetwork());
    }

    private static Response toClient(Response response, Exchange exchange) {
        Headers headers = HeaderPolicy.toClient(response.headers(), exchange);
        Headers located = PublicTargets.of(headers, exchange.toService(), exchange.request());
        boolean bodiless =
                exchange.request().method() == Method.HEAD || response.status() == 204 || response.status() == 304;
        return new Response(response.status(), located, bodiless ? Body.EMPTY : response.body());
    }

    private static Problem problem(UpstreamException.FailureKind kind, String service) {
        return switch (kind) {
            case UNREACHABLE, CIRCUIT_OPEN -> Problem.unavailable(service, RETRY_SOON);
            case TIMEOUT -> Problem.gatewayTimeout(service);
            case BROKEN_OFF -> Problem.badGateway(service + " broke off its response");
            case UNUSABLE -> Problem.unusableResponse(service);
        };
    }
}
