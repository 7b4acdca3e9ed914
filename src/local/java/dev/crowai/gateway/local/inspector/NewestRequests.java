package dev.crowai.gateway.local.inspector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that one open page has not seen yet, at most {@value #MOST}: the oldest are dropped when the page does not
 * take them. Thread-safe.
 */
final class NewestRequests implements Consumer<RecordedRequest> {
    private static final int MOST = 500;

    private final BlockingQueue<RecordedRequest> waiting = new ArrayBlockingQueue<>(MOST);

    @Override
    public synchronized void accept(RecordedRequest request) {
        while (!waiting.offer(request)) {
            waiting.poll();
        }
    }

    /**
     * Takes all requests that wait, oldest first.
     *
     * @param atMost how long to wait for the first one; the list is empty when there is none
     */
    List<RecordedRequest> await(Duration atMost) throws InterruptedException {
        List<RecordedRequest> taken = new ArrayList<>();
        @Nullable RecordedRequest first = waiting.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            taken.add(first);
            waiting.drainTo(taken);
        }
        return taken;
    }
}
