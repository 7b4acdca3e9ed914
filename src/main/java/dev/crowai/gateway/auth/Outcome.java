package dev.crowai.gateway.auth;

import dev.crowai.gateway.http.Problem;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.lookup.Lookup;
import dev.crowai.gateway.lookup.LookupException;
import dev.crowai.gateway.pipeline.Exchange;
import dev.crowai.gateway.pipeline.Stage;
import java.util.function.Function;

/** The result of identifying a caller: a value, or the problem with which the request is refused. */
sealed interface Outcome<T> {

    record Known<T>(T value) implements Outcome<T> {}

    record Refused<T>(Problem problem) implements Outcome<T> {}

    static <T> Outcome<T> known(T value) {
        return new Known<>(value);
    }

    static <T> Outcome<T> refused(Problem problem) {
        return new Refused<>(problem);
    }

    /**
     * Runs a lookup and records its time. If a service fails, the request is refused with the problem of the failure,
     * not with 401 or 403.
     */
    static <T> Outcome<T> of(Stage stage, Exchange exchange, Lookup<Outcome<T>> lookup) {
        try {
            return exchange.record().time(stage, lookup::run);
        } catch (LookupException failure) {
            failure.addTo(exchange.record());
            return refused(failure.problem());
        }
    }

    /** Continues with the value, or refuses the request. */
    default Response then(Exchange exchange, Function<T, Response> next) {
        return switch (this) {
            case Known<T> known -> next.apply(known.value());
            case Refused<T> refused -> exchange.refuse(refused.problem());
        };
    }
}
