package dev.crowai.gateway.gateway;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.store.StoreDouble;
import dev.crowai.gateway.testing.Platform;
import dev.crowai.gateway.testing.TestGateway;
import java.util.stream.IntStream;

/** A gateway on a table that a test watches, and callers that take from its budgets. */
class BudgetFixture {
    static final String[] ANN = {"Cookie", "better-auth.session_token=ann.sig"};
    static final String PRODUCTS = "/api/v1/products";
    static final String QUESTIONS = "/api/v1/qna/questions";
    static final String GET_SESSION = "/api/v1/auth/get-session";
    final TestGateway gateway = new TestGateway();
    final StoreDouble store = new StoreDouble(gateway.clock());
    final Platform platform = gateway.on(store, store).platform();

    static String policy(Response response) {
        return response.header("RateLimit-Policy").orElseThrow();
    }

    void times(int times, Runnable request) {
        IntStream.range(0, times).forEach(_ -> request.run());
    }

    static String[] cookie(String value) {
        return new String[] {"Cookie", "better-auth.session_token=" + value};
    }

    void sixtyMadeUpCookies() {
        IntStream.range(0, 60).forEach(i -> gateway.get(PRODUCTS, cookie("made-up" + i + ".sig")));
    }
}
