package dev.crowai.gateway.access;

import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.route.Route;
import dev.crowai.gateway.route.Router;
import dev.crowai.gateway.testing.Exchanges;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The access rules: a path that no rule names, and one of the longest list that names the caller's organization. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AccessBench {
    private static final Router ROUTER = new Router(Exchanges.SERVICES);

    private final Request plain = Exchanges.get("/api/v1/products/list?page=1").request();
    private final Request ruled = Exchanges.get("/api/v1/organizations/acme/members?organizationId=ba-acme")
            .request();
    private final Route.ToService toProducts = (Route.ToService) ROUTER.route(plain);
    private final Route.ToService toOrganizations = (Route.ToService) ROUTER.route(ruled);
    private final Facts facts = facts();

    private static Facts facts() {
        Identity ann = new Identity.SessionUser("ann", new ActiveOrganization.Proved("ba-acme"), Secret.of("a.b.c"));
        return Facts.of(ann).with(ann, Optional.of(new Organization("acme", Optional.of("ba-acme"))));
    }

    @Benchmark
    public AccessDecision withoutRule() {
        return AccessRules.decide(toProducts, plain, facts);
    }

    @Benchmark
    public AccessDecision byRule() {
        return AccessRules.decide(toOrganizations, ruled, facts);
    }
}
