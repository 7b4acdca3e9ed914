package dev.crowai.gateway.remember;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Credential;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Handler;
import dev.crowai.gateway.pipeline.Middleware;
import dev.crowai.gateway.store.KeyValueStore;
import java.time.InstantSource;
import java.util.List;

/**
 * Marks every session that the auth service sets in a response as known as good (SPEC "Rate limiting"). So a user who
 * has just signed in is not refused because of other clients with the same address.
 */
public final class MarkSignIns implements Middleware {
    private final Marks marks;

    public MarkSignIns(KeyValueStore store, InstantSource clock) {
        this.marks = new Marks(store, clock);
    }

    @Override
    public Response handle(Exchange exchange, Handler next) {
        Response response = next.handle(exchange);
        if (exchange.service().isAuth()) {
            for (String setCookie : response.headers().all("Set-Cookie")) {
                String pair = setCookie.split(";", 2)[0].strip();
                // A cookie that is deleted has an empty value, so it contains no session.
                new Credential.SessionCookie(Secret.of(pair)).sessions().forEach(session -> mark(session, exchange));
            }
        }
        return response;
    }

    /** Marks a session, unless too little time is left: the response must not be late because of a mark. */
    private void mark(String session, Exchange exchange) {
        if (exchange.deadline().hasTimeFor(Lifetimes.STORE_CALL)) {
            marks.set(Marks.session(List.of(session)), exchange.record());
        }
    }
}
