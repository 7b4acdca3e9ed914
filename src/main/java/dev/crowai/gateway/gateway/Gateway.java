package dev.crowai.gateway.gateway;

import dev.crowai.gateway.auth.Authenticate;
import dev.crowai.gateway.auth.CheckAccess;
import dev.crowai.gateway.auth.CrossSiteWrites;
import dev.crowai.gateway.auth.RecognizeInternalCaller;
import dev.crowai.gateway.auth.ResolveOrganization;
import dev.crowai.gateway.auth.RevalidateSession;
import dev.crowai.gateway.cache.CacheResponses;
import dev.crowai.gateway.cache.ConfineCdnCacheControl;
import dev.crowai.gateway.circuit.CircuitEvents;
import dev.crowai.gateway.edge.AllowedOrigins;
import dev.crowai.gateway.edge.Correlate;
import dev.crowai.gateway.edge.Cors;
import dev.crowai.gateway.edge.OmitHeadContent;
import dev.crowai.gateway.edge.Recover;
import dev.crowai.gateway.edge.SecurityHeaders;
import dev.crowai.gateway.forward.ConfineCookies;
import dev.crowai.gateway.forward.ConfineSessionJwt;
import dev.crowai.gateway.forward.Forward;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.lookup.IdentityService;
import dev.crowai.gateway.pages.BuiltInPages;
import dev.crowai.gateway.pages.Docs;
import dev.crowai.gateway.payload.FitPayload;
import dev.crowai.gateway.pipeline.Admission;
import dev.crowai.gateway.pipeline.Deadline;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.LogSink;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.pipeline.Pipeline;
import dev.crowai.gateway.pipeline.RequestRecord;
import dev.crowai.gateway.pipeline.Trace;
import dev.crowai.gateway.ratelimit.Admit;
import dev.crowai.gateway.ratelimit.CountCaller;
import dev.crowai.gateway.ratelimit.RateLimit;
import dev.crowai.gateway.ratelimit.RateLimiter;
import dev.crowai.gateway.ratelimit.policy.PolicyFamily;
import dev.crowai.gateway.remember.EvictIdentities;
import dev.crowai.gateway.remember.Evictions;
import dev.crowai.gateway.remember.MarkSignIns;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Router;
import dev.crowai.gateway.store.GuardedStore;
import dev.crowai.gateway.upstream.GuardedUpstream;
import dev.crowai.gateway.upstream.Upstream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

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
        LogSink log = ports.log().atLeast(settings.logLevel());
        CircuitEvents circuits = new CircuitLog(log, ports.clock());
        Upstream upstream = new GuardedUpstream(ports.upstream(), ports.clock(), circuits);
        GuardedStore store = new GuardedStore(ports.store(), ports.counters(), ports.clock(), circuits);
        Evictions evictions = new Evictions(ports.store(), ports.clock());
        IdentityService identities = Parts.identities(settings, ports, upstream, store, evictions);
        RateLimiter limiter = Parts.limiter(settings, ports, store, log);

        Middleware accessLog = Parts.accessLog(settings.environment(), ports, log);
        Middleware correlate = new Correlate();
        Middleware securityHeaders = new SecurityHeaders();
        Set<String> origins = AllowedOrigins.in(settings.environment());
        Middleware cors = new Cors(origins);
        Middleware omitHeadContent = new OmitHeadContent();
        Middleware recover = new Recover(log, ports.clock());
        Middleware fitPayload = new FitPayload();
        Middleware cdnCacheControl = new ConfineCdnCacheControl();

        Middleware internalCaller = new RecognizeInternalCaller(ports.secrets());
        Middleware publicLimit = new RateLimit(PolicyFamily.PUBLIC, limiter);
        Middleware openLimit = new RateLimit(PolicyFamily.SERVICES, limiter);
        Middleware callerLimit = new RateLimit(PolicyFamily.CALLERS, limiter);
        Middleware authLimit = new RateLimit(PolicyFamily.AUTHENTICATION, limiter);
        Middleware countCaller = new CountCaller();
        Middleware admit = new Admit();
        Middleware authenticate =
                new Authenticate(identities, settings.jwtIssuer(), new CrossSiteWrites(origins), ports.clock());
        Middleware cookies = new ConfineCookies();
        Middleware sessionJwt = new ConfineSessionJwt();
        ResolveOrganization organization = new ResolveOrganization(identities);
        Middleware access = new CheckAccess(identities, organization, new RevalidateSession(identities, organization));
        Middleware cache = new CacheResponses(store, ports.clock());
        Middleware evict = new EvictIdentities(identities, evictions);
        Middleware markSignIns = new MarkSignIns(store, ports.clock());
        Handler docs = new Docs(settings.services(), Parts.explained(settings.limits()));
        Handler pages = new BuiltInPages(ports.clock(), ports.checks(), docs);
        Handler forward = new Forward(upstream, ports.secrets());

        // Outermost first. Where the order matters, a comment gives the reason, and PipelineOrderTest has a test for
        // it.

        // Admission before all steps that send: eviction calls the auth service for the user of the session.
        Handler send = Pipeline.of(admit, evict, markSignIns).to(forward);

        // Internal callers first: they are not counted. The limit next: it refuses from memory, before any lookup.
        Handler builtIn = Pipeline.of(internalCaller, publicLimit).to(pages);

        // No access step: public paths are open to everyone, whatever the access rules say.
        Handler publicPath =
                Pipeline.of(internalCaller, openLimit, cookies, sessionJwt).to(send);
        Handler open = Pipeline.of(internalCaller, openLimit, access, cookies, sessionJwt)
                .to(send);
        Handler auth = Pipeline.of(internalCaller, authLimit, access, cookies, sessionJwt)
                .to(send);

        // Access after authentication: the rules depend on the caller.
        Handler onboarding = Pipeline.of(internalCaller, authLimit, authenticate, access, cookies, sessionJwt)
                .to(send);

        // Access before the organization: a refusal then needs no lookup.
        Handler teamInvitations = Pipeline.of(
                        internalCaller, authLimit, authenticate, access, organization, cookies, sessionJwt)
                .to(send);

        Handler service = Pipeline.of(
                        internalCaller,
                        callerLimit,
                        authenticate,
                        countCaller, // needs the caller; before the lookups, so that it runs at the same time
                        organization,
                        access, // needs the organization; before the cache: a stored response is checked too
                        cookies, // around the cache, which does not store a response that sets a cookie
                        cache) // before admission: it is read while the request is counted
                .to(send);

        Handler routes = exchange -> switch (exchange.route()) {
            case Route.BuiltIn _ -> builtIn.handle(exchange);
            case Route.ToService route ->
                switch (route.chain()) {
                    case PUBLIC -> publicPath.handle(exchange);
                    case OPEN -> open.handle(exchange);
                    case AUTH -> auth.handle(exchange);
                    case ONBOARDING -> onboarding.handle(exchange);
                    case TEAM_INVITATIONS -> teamInvitations.handle(exchange);
                    case SERVICE -> service.handle(exchange);
                };
            case Route.NotFound route -> exchange.refuse(Problem.notFound(route.message()));
            case Route.WrongMethod route -> exchange.refuse(Problem.methodNotAllowed(route.allow()));
            case Route.Malformed route -> exchange.refuse(route.problem());
        };
        return Pipeline.of(
                        accessLog, // first three: around all steps that can end a request, so that it has one line,
                        correlate, // its id and times in the response,
                        securityHeaders, // and the security headers
                        cors, // before the limit: a preflight is not counted; around errors: scripts may read them
                        omitHeadContent, // around all steps that return an error: an error to HEAD has no content
                        // either
                        recover, // inside the access log: its line says that there was a bug
                        fitPayload,
                        cdnCacheControl) // around the cache: the cache reads the field as the service sent it
                .to(routes);
    }

    /**
     * Returns the response to a request.
     *
     * @param time the time within which the response must be ready
     */
    public Response handle(Arrival arrival, Duration time) {
        Request request = arrival.request();
        Route route = arrival.fault().<Route>map(Route.Malformed::new).orElseGet(() -> router.route(request));
        return whole.handle(new Exchange(
                request,
                route,
                arrival.requestId(),
                Trace.of(request.headers(), ports.clock().instant(), this::sixteenHexDigits),
                Deadline.in(time, ports.clock()),
                new Identity.Unidentified(),
                Optional.empty(),
                Admission.GRANTED,
                new RequestRecord(ports.nanoTime())));
    }

    private String sixteenHexDigits() {
        return HexFormat.of().toHexDigits(ports.random().nextLong());
    }
}
