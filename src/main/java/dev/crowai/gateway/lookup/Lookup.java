package dev.crowai.gateway.lookup;

/** A question to a service. */
@FunctionalInterface
public interface Lookup<T> {
    T run() throws LookupException;
}
