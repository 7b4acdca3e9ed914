package dev.crowai.gateway.gateway;

import dev.crowai.gateway.auth.Authenticate;
import dev.crowai.gateway.auth.HttpIdentityService;
import dev.crowai.gateway.auth.IdentityService;
import dev.crowai.gateway.auth.RecognizeInternalCaller;
import dev.crowai.gateway.auth.ResolveOrganization;
import dev.crowai.gateway.edge.AccessLog;
import dev.crowai.gateway.edge.AllowedOrigins;
import dev.crowai.gateway.edge.BuiltInPages;
import dev.crowai.gateway.edge.Correlate;
import dev.crowai.gateway.edge.Cors;
import dev.crowai.gateway.edge.Docs;
import dev.crowai.gateway.edge.FitPayload;
import dev.crowai.gateway.edge.Recover;
import dev.crowai.gateway.edge.SecurityHeaders;
import dev.crowai.gateway.forward.Forward;
import dev.crowai.gateway.forward.InjectedTrust;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.pipeline.Admission;
import dev.crowai.gateway.pipeline.Deadline;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Pipeline;
import dev.crowai.gateway.pipeline.Router;
import dev.crowai.gateway.pipeline.Trace;
import dev.crowai.gateway.pipeline.Trail;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Services;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The gateway: every pipeline of SPEC "Pipelines" on one page, outermost first. Thread-safe. */
public final class Gateway {
    private final Ports ports;
    private final Router router;
    private final Handler whole;

    /** Composes the pipelines, once. */
    public Gateway(Settings settings, Ports ports) {
        this.ports = ports;
        this.router = new Router(settings.services());
        this.whole = compose(settings, ports);
    }

    private static Handler compose(Settings settings, Ports ports) {
        Services services = settings.services();
        IdentityService identities = new HttpIdentityService(
                services.auth().at(settings.authServiceUrl()),
                services.organizations(),
                services.users(),
                ports.upstream(),
                ports.secrets());

        Middleware accessLog = new AccessLog(ports.log(), ports.clock(), ports.logMembers(), ports.coldStart());
        Middleware correlate = new Correlate();
        Middleware securityHeaders = new SecurityHeaders();
        Middleware cors = new Cors(AllowedOrigins.in(settings.environment()));
        Middleware recover = new Recover(ports.log(), ports.clock());
        Middleware fitPayload = new FitPayload();

        Middleware internalCaller = new RecognizeInternalCaller(ports.secrets());
        Middleware authenticate = new Authenticate(identities, settings.jwtIssuer(), ports.clock());
        Middleware injectedTrust = new InjectedTrust();
        Middleware organization = new ResolveOrganization(identities);
        Handler forward = new Forward(ports.upstream(), ports.secrets());
        Handler pages = new BuiltInPages(ports.clock(), ports.checks(), new Docs(services, List.of()));

        Handler builtIn = Pipeline.of(internalCaller).to(pages);
        Handler open = Pipeline.of(internalCaller, injectedTrust).to(forward);
        Handler auth = Pipeline.of(internalCaller, injectedTrust).to(forward);
        Handler onboarding = Pipeline.of(internalCaller, authenticate, injectedTrust).to(forward);
        Handler teamInvitations = Pipeline.of(internalCaller, authenticate, injectedTrust, organization).to(forward);
        Handler service = Pipeline.of(internalCaller, authenticate, injectedTrust, organization).to(forward);

        Handler routes = exchange -> switch (exchange.route()) {
            case Route.BuiltIn _ -> builtIn.handle(exchange);
            case Route.ToService route -> switch (route.chain()) {
                case OPEN -> open.handle(exchange);
                case AUTH -> auth.handle(exchange);
                case ONBOARDING -> onboarding.handle(exchange);
                case TEAM_INVITATIONS -> teamInvitations.handle(exchange);
                case SERVICE -> service.handle(exchange);
            };
            case Route.NotFound route -> Problem.notFound(route.message()).toResponse(exchange.requestId());
            case Route.WrongMethod route -> Problem.methodNotAllowed(route.allow()).toResponse(exchange.requestId());
            case Route.Malformed route -> route.problem().toResponse(exchange.requestId());
        };
        return Pipeline.of(accessLog, correlate, securityHeaders, cors, recover, fitPayload).to(routes);
    }

    /**
     * Answers a request.
     *
     * @param time how long the answer may take
     */
    public Response handle(Arrival arrival, Duration time) {
        Request request = arrival.request();
        Route route = arrival.fault()
                .<Route>map(Route.Malformed::new)
                .orElseGet(() -> router.route(request));
        return whole.handle(new Exchange(
                request,
                route,
                arrival.requestId(),
                Trace.of(request.headers(), ports.clock().instant(), ports.random()),
                Deadline.in(time, ports.clock()),
                new Identity.Unidentified(),
                Optional.empty(),
                Admission.GRANTED,
                new Trail(ports.nanoTime())));
    }
}
