package dev.crowai.gateway.pipeline;

import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Service;
import java.util.Optional;

/**
 * A request and what is known about it so far. Immutable, except for its {@link RequestRecord}. A step that finds
 * something out passes a copy to the next step.
 *
 * @param request the request of the client
 * @param route the route of the request
 * @param requestId the id in the log line and in the response
 * @param trace the trace that the request and its calls to services belong to
 * @param deadline when the response must be ready
 * @param identity the caller
 * @param organization the caller's organization, once it is resolved
 * @param admission the rate limiter's part, set by the rate limit
 * @param record what the steps write for the log and the metrics
 */
public record Exchange(
        Request request,
        Route route,
        String requestId,
        Trace trace,
        Deadline deadline,
        Identity identity,
        Optional<Organization> organization,
        Admission admission,
        RequestRecord record) {

    public Exchange withIdentity(Identity other) {
        record.add(new Result.Caller(other));
        return new Exchange(request, route, requestId, trace, deadline, other, organization, admission, record);
    }

    public Exchange withOrganization(Optional<Organization> other) {
        other.ifPresent(found -> record.add(new Result.ResolvedOrganization(found.id())));
        return new Exchange(request, route, requestId, trace, deadline, identity, other, admission, record);
    }

    public Exchange withAdmission(Admission other) {
        return new Exchange(request, route, requestId, trace, deadline, identity, organization, other, record);
    }

    /** A copy with other request fields, for example to validate a stored response. */
    public Exchange withHeaders(Headers headers) {
        return new Exchange(
                request.withHeaders(headers),
                route,
                requestId,
                trace,
                deadline,
                identity,
                organization,
                admission,
                record);
    }

    /** Refuses the request: records the message of the problem, and makes the response. */
    public Response refuse(Problem problem) {
        return refuse(problem, new Refusal.Stated(problem.message()));
    }

    /** Refuses the request: records the reason, and makes the response. */
    public Response refuse(Problem problem, Result reason) {
        record.add(reason);
        return problem.toResponse(requestId);
    }

    /**
     * The route to a service, for steps that stand only on service chains.
     *
     * @throws IllegalStateException on any other chain
     */
    public Route.ToService toService() {
        if (route instanceof Route.ToService found) {
            return found;
        }
        throw new IllegalStateException("not on a service chain");
    }

    public Service service() {
        return toService().service();
    }

    /** The internal UUID of the caller's organization, once resolved. */
    public Optional<String> organizationId() {
        return organization.map(Organization::id);
    }

    public boolean isInternal() {
        return identity instanceof Identity.InternalCaller;
    }
}
