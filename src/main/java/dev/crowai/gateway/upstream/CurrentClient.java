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
 * Holds the one {@link HttpClient} in use. The JDK's client cannot close a single connection. So the whole client is
 * replaced when an idle connection may be dead, that is, when it has been idle for longer than services keep a
 * connection open. The wall clock measures this, because it continues while the process is frozen. A request finishes
 * on the client on which it began. A replaced client is closed after its last request. Thread-safe.
 */
final class CurrentClient implements AutoCloseable {
    /** Node.js servers close an idle connection after 5 seconds; most other servers close it later. */
    static final Duration MOST_IDLE = Duration.ofSeconds(4);

    private final Supplier<HttpClient> clients;
    private final InstantSource clock;
    private TrackedClient current;

    CurrentClient(Supplier<HttpClient> clients, InstantSource clock) {
        this.clients = clients;
        this.clock = clock;
        this.current = new TrackedClient(clients.get());
    }

    /** A client and the facts about its connections. Guarded by the outer instance. */
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

        /** Does not wait: the thread of the client ends by itself. */
        void closeWhenUnused() {
            if (retired && underWay == 0) {
                client.shutdownNow();
            }
        }
    }

    /** The client for one exchange. Closing the lease ends the exchange. */
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

    /** Closes every connection of the current client and ends its running exchanges. */
    @Override
    public synchronized void close() {
        current.client.shutdownNow();
        current.client.close();
    }
}
