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
 * Marks every session that the auth service sets on its way to a client as known as good (SPEC "Rate limiting"), so that
 * nobody who has just signed in is refused for what others do behind the same address.
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
                // A cookie that is removed has an empty value, and so holds no session.
                new Credential.SessionCookie(Secret.of(pair)).sessions().forEach(session -> mark(session, exchange));
            }
        }
        return response;
    }

    /** A response that is late is not held up for a mark. */
    private void mark(String session, Exchange exchange) {
        if (exchange.deadline().hasTimeFor(Lifetimes.STORE_CALL)) {
            marks.set(Marks.session(List.of(session)), exchange.record());
        }
    }
}
