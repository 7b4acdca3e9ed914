package dev.crowai.gateway.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Runs several tasks as if at the same time, one step of one task after the other, in an order that the test chooses.
 * A step ends where the task calls {@link #pause} or ends. Only one task runs at any moment, so that every run can be
 * repeated.
 */
public final class Interleaving {
    private final List<Task> tasks = new ArrayList<>();
    private final Semaphore stepDone = new Semaphore(0);
    private Optional<Task> running = Optional.empty();

    /** A task with a thread of its own. */
    private static final class Task {
        private final Semaphore turn = new Semaphore(0);
        private volatile boolean ended;
        private volatile Optional<Throwable> failure = Optional.empty();
    }

    /** Adds a task, which begins with its first step. */
    public void add(Runnable work) {
        Task task = new Task();
        tasks.add(task);
        Thread.ofVirtual().start(() -> {
            task.turn.acquireUninterruptibly();
            try {
                work.run();
            } catch (RuntimeException | Error failed) {
                task.failure = Optional.of(failed);
            }
            task.ended = true;
            stepDone.release();
        });
    }

    /** How many tasks have not ended. */
    public int open() {
        return tasks.size();
    }

    /**
     * Lets a task make a step.
     *
     * @param chosen any number; its remainder picks one of the tasks that have not ended
     * @throws AssertionError when the task has failed
     */
    public void step(int chosen) {
        if (tasks.isEmpty()) {
            return;
        }
        Task task = tasks.get(Math.floorMod(chosen, tasks.size()));
        running = Optional.of(task);
        task.turn.release();
        stepDone.acquireUninterruptibly();
        running = Optional.empty();
        if (task.ended) {
            tasks.remove(task);
            task.failure.ifPresent(failed -> {
                throw new AssertionError(failed);
            });
        }
    }

    /** Lets all tasks run to their ends, one after the other. */
    public void finish() {
        while (!tasks.isEmpty()) {
            step(0);
        }
    }

    /** Ends the step of the task that calls this; does nothing outside of a task. */
    public void pause() {
        Optional<Task> self = running;
        if (self.isPresent()) {
            stepDone.release();
            self.get().turn.acquireUninterruptibly();
        }
    }
}
