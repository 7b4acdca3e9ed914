package dev.crowai.gateway.auth;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.lookup.Lookup;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Stage;
import java.util.function.Function;

/** What a step found out about a caller, or the refusal to answer with. */
sealed interface Outcome<T> {

    record Known<T>(T value) implements Outcome<T> {}

    record Refused<T>(Problem problem) implements Outcome<T> {}

    static <T> Outcome<T> known(T value) {
        return new Known<>(value);
    }

    static <T> Outcome<T> refused(Problem problem) {
        return new Refused<>(problem);
    }

    /** Asks, and times it; a dependency that fails is a refusal of its own making, never the caller's fault. */
    static <T> Outcome<T> of(Stage stage, Exchange exchange, Lookup<Outcome<T>> lookup) {
        try {
            return exchange.record().time(stage, lookup::run);
        } catch (LookupException failure) {
            failure.addTo(exchange.record());
            return refused(failure.problem());
        }
    }

    /** Goes on with what is known, or answers with the refusal. */
    default Response then(Exchange exchange, Function<T, Response> next) {
        return switch (this) {
            case Known<T> known -> next.apply(known.value());
            case Refused<T> refused -> exchange.refuse(refused.problem());
        };
    }
}
