package dev.crowai.gateway.auth;

/** A question to a service. */
@FunctionalInterface
interface Lookup<T> {
    T run() throws LookupException;
}
