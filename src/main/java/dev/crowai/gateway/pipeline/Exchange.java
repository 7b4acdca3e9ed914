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
 * A request and all that is known about it so far. Immutable, but for its {@link RequestRecord}; every step passes on a copy
 * that knows more.
 *
 * @param request as it came
 * @param route where it leads
 * @param requestId what ties it to its log line and answer
 * @param trace what ties it to the calls that it causes
 * @param deadline when the answer must be ready
 * @param identity who it is from
 * @param organization the caller's organization, once resolved
 * @param admission what the rate limiter says, once it is asked
 * @param record what the steps leave behind for the log and the metrics
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

    /** The same with other request fields, e.g. to revalidate a stored answer. */
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

    /** Ends a request: records what the client is told, and makes the response. */
    public Response refuse(Problem problem) {
        return refuse(problem, new Refusal.Stated(problem.message()));
    }

    /** Ends a request: records why, and makes the response. */
    public Response refuse(Problem problem, Result reason) {
        record.add(reason);
        return problem.toResponse(requestId);
    }

    /**
     * The route to a service, for the steps that stand on service chains alone.
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
