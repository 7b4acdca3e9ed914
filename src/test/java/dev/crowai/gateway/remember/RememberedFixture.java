package dev.crowai.gateway.remember;

import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Duration;

/** Two instances that remember identities in one table, and Ann with her session. */
class RememberedFixture {
    static final Credential.SessionCookie ANN = Callers.cookie("better-auth.session_token=annToken.annSignature");
    static final String ANN_COOKIE = ANN.cookies().reveal();
    static final Duration JUST_BEFORE = Duration.ofMillis(-1);
    final Instances instances = new Instances();
    final HandMovedClock clock = instances.clock;
    final StoreDouble table = instances.table;
    final ServicesDouble services = instances.services;
    final RememberedIdentities first = instances.start().identities();
    final RememberedIdentities second = instances.start().identities();
    final Session annsSession = Callers.session("ann", HandMovedClock.START);

    RememberedFixture() {
        services.sessions.put(ANN_COOKIE, annsSession);
    }
}
