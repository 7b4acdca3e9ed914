package dev.crowai.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.identity.Organization;
import dev.crowai.gateway.testing.Exchanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private final List<String> steps = new ArrayList<>();

    private Middleware step(String name) {
        return (exchange, next) -> {
            steps.add(name + " down");
            Response response = next.handle(exchange);
            steps.add(name + " up");
            return response;
        };
    }

    private Handler end() {
        return _ -> {
            steps.add("end");
            return Response.of(204);
        };
    }

    @Test
    void reads_outermost_first() {
        Response response = Pipeline.of(step("a"), step("b")).to(end()).handle(Exchanges.get("/health"));

        assertThat(response.status()).isEqualTo(204);
        assertThat(steps).containsExactly("a down", "b down", "end", "b up", "a up");
    }

    @Test
    void without_a_step_is_its_end() {
        assertThat(Pipeline.of().to(end()).handle(Exchanges.get("/health")).status())
                .isEqualTo(204);
        assertThat(steps).containsExactly("end");
    }

    @Test
    void ends_at_a_step_that_answers_itself() {
        Middleware refusal = (_, _) -> Response.of(403);

        Response response = Pipeline.of(step("a"), refusal, step("b")).to(end()).handle(Exchanges.get("/health"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(steps).containsExactly("a down", "a up");
    }

    @Test
    void hands_on_what_a_step_has_found_out() {
        Middleware identified =
                (exchange, next) -> next.handle(exchange.withOrganization(Optional.of(Organization.of("o"))));

        Response response = Pipeline.of(identified)
                .to(exchange -> Response.json(200, exchange.organizationId().orElse("")))
                .handle(Exchanges.get("/health"));

        assertThat(response.body().utf8()).contains("o");
    }

    @Test
    void is_composed_once_and_serves_many() {
        Handler chain = Pipeline.of(step("a")).to(end());

        chain.handle(Exchanges.get("/health"));
        chain.handle(Exchanges.get("/health"));

        assertThat(steps).containsExactly("a down", "end", "a up", "a down", "end", "a up");
    }

    @Test
    void lets_a_fault_through_to_the_steps_outside() {
        Handler chain = Pipeline.of(step("a")).to(_ -> {
            throw new IllegalStateException("a bug");
        });

        assertThatThrownBy(() -> chain.handle(Exchanges.get("/health"))).hasMessage("a bug");
        assertThat(steps).containsExactly("a down");
    }
}
