package dev.crowai.gateway.upstream;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The one {@link HttpClient} in use. The JDK's client cannot drop a single connection, so it is replaced as a whole when
 * one of its idle connections may be dead: idle for longer than services keep one, by the wall clock, which runs on
 * while the process is frozen. Requests under way finish on the client that they began with; it is closed with the
 * last of them. Thread-safe.
 */
final class CurrentClient implements AutoCloseable {
    /** Servers of Node.js close an idle connection after 5 s, and most others later. */
    static final Duration MOST_IDLE = Duration.ofSeconds(4);

    private final Supplier<HttpClient> clients;
    private final InstantSource clock;
    private TrackedClient current;

    CurrentClient(Supplier<HttpClient> clients, InstantSource clock) {
        this.clients = clients;
        this.clock = clock;
        this.current = new TrackedClient(clients.get());
    }

    /** A client, and what is known about its connections. Guarded by the outer instance. */
    private static final class TrackedClient {
        private final HttpClient client;
        private final Map<String, IdleConnections> origins = new HashMap<>();
        private int underWay;
        private boolean retired;

        TrackedClient(HttpClient client) {
            this.client = client;
        }

        IdleConnections to(String origin) {
            return origins.computeIfAbsent(origin, _ -> new IdleConnections());
        }

        void retire() {
            retired = true;
            closeWhenUnused();
        }

        /** Does not wait: the client's own thread ends by itself. */
        void closeWhenUnused() {
            if (retired && underWay == 0) {
                client.shutdownNow();
            }
        }
    }

    /** The client for one exchange; closing it says that the exchange is over. */
    final class Lease implements AutoCloseable {
        private final TrackedClient generation;
        private final IdleConnections connections;

        private Lease(TrackedClient generation, IdleConnections connections) {
            this.generation = generation;
            this.connections = connections;
        }

        HttpClient client() {
            return generation.client;
        }

        /** No later exchange uses a connection of this client. */
        void retire() {
            CurrentClient.this.retire(generation);
        }

        @Override
        public void close() {
            release(this);
        }
    }

    /** The client for an exchange with the origin of {@code uri}. */
    synchronized Lease lease(URI uri) {
        String origin = uri.getScheme() + "://" + uri.getRawAuthority();
        if (current.to(origin).idleLongerThan(MOST_IDLE, clock.instant())) {
            retire(current);
        }
        IdleConnections connections = current.to(origin);
        connections.begin();
        current.underWay++;
        return new Lease(current, connections);
    }

    private synchronized void retire(TrackedClient generation) {
        if (generation == current) {
            current = new TrackedClient(clients.get());
        }
        generation.retire();
    }

    private synchronized void release(Lease lease) {
        Instant now = clock.instant();
        lease.connections.end(now);
        lease.generation.underWay--;
        lease.generation.closeWhenUnused();
    }

    /** Closes every connection of the client in use, and ends what is under way on it. */
    @Override
    public synchronized void close() {
        current.client.shutdownNow();
        current.client.close();
    }
}
