package dev.crowai.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Identity;
import dev.crowai.gateway.pipeline.Admission;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.testing.Exchanges;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AdmitTest {
    private static final Response REFUSAL = Response.of(429);

    private record Refusing() implements Admission {
        @Override
        public Optional<Response> count(Identity caller) {
            return Optional.of(REFUSAL);
        }

        @Override
        public Attempt attempt(CredentialKind kind, boolean knownAsGood) {
            return Attempt.UNCOUNTED;
        }

        @Override
        public Optional<Response> refusal() {
            return Optional.of(REFUSAL);
        }
    }

    private static Response unreachable(Exchange exchange) {
        throw new AssertionError("reached");
    }

    @Test
    void lets_nothing_through_that_is_refused() {
        Exchange exchange = Exchanges.post("/api/v1/products", "{}").withAdmission(new Refusing());

        assertThat(new Admit().handle(exchange, AdmitTest::unreachable)).isSameAs(REFUSAL);
    }

    @Test
    void lets_through_what_is_admitted() {
        assertThat(new Admit()
                        .handle(Exchanges.post("/api/v1/products", "{}"), _ -> Response.of(204))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void a_caller_whose_budget_is_known_to_be_used_up_is_refused_before_anything_is_looked_up() {
        Exchange exchange = Exchanges.get("/api/v1/products").withAdmission(new Refusing());

        assertThat(new CountCaller().handle(exchange, AdmitTest::unreachable)).isSameAs(REFUSAL);
    }
}
