package dev.crowai.gateway.aws.secrets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.gateway.SettingsException;
import dev.crowai.gateway.identity.PlatformSecrets;
import dev.crowai.gateway.pipeline.LogEvent;
import dev.crowai.gateway.pipeline.LogLevel;
import dev.crowai.gateway.pipeline.LogSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The platform's keys from one secret of Secrets Manager: read when they are first needed, and again every five minutes
 * beside a request, so that a rotation needs no deploy. Keys that cannot be read again stay in use and are reported;
 * only a process that never had any cannot work. Thread-safe.
 */
public final class Secrets implements Supplier<PlatformSecrets> {
    /** How old the keys get before they are read again. */
    static final Duration REREAD = Duration.ofMinutes(5);

    /** How soon a reading that failed is tried again. */
    private static final Duration RETRY = Duration.ofSeconds(30);

    /** Where the secret is. */
    @FunctionalInterface
    interface Source {
        /**
         * Reads the JSON text of the secret.
         *
         * @throws SdkException when it cannot be read now
         * @throws SettingsException when it holds no text
         */
        String read();
    }

    private record Read(PlatformSecrets secrets, Instant dueAt) {}

    private final Source source;
    private final Function<String, PlatformSecrets> parse;
    private final InstantSource clock;
    private final Executor executor;
    private final LogSink log;
    private final AtomicBoolean rereading = new AtomicBoolean();
    private volatile @Nullable Read read;

    /**
     * Keys that are not read yet.
     *
     * @param parse makes the keys of the secret's text, or throws a {@link SettingsException}
     * @param executor runs what goes on beside a request
     */
    public Secrets(
            Source source,
            Function<String, PlatformSecrets> parse,
            InstantSource clock,
            Executor executor,
            LogSink log) {
        this.source = source;
        this.parse = parse;
        this.clock = clock;
        this.executor = executor;
        this.log = log;
    }

    /**
     * The keys. The first call reads them; a later one that finds them due has them read beside the request, or waits
     * for that when they are twice as old, as after an hour without requests.
     *
     * @throws SettingsException when there are none: naming members that are wrong, never a value
     */
    @Override
    public PlatformSecrets get() {
        Read current = read;
        if (current == null) {
            return readNow();
        }
        Instant now = clock.instant();
        if (!now.isBefore(current.dueAt.plus(REREAD))) {
            return rereadIfOverdue();
        }
        if (!now.isBefore(current.dueAt) && rereading.compareAndSet(false, true)) {
            executor.execute(this::rereadBeside);
        }
        return current.secrets;
    }

    /** Waits, also for a reading that is under way: it may have been frozen with the process, and be as old. */
    private synchronized PlatformSecrets rereadIfOverdue() {
        Read current = read;
        if (current == null) {
            return readNow();
        }
        return clock.instant().isBefore(current.dueAt) ? current.secrets : reread(current);
    }

    private void rereadBeside() {
        try {
            synchronized (this) {
                Read current = read;
                if (current != null) {
                    var _ = reread(current);
                }
            }
        } finally {
            rereading.set(false);
        }
    }

    /**
     * Reads the keys, whatever is known.
     *
     * @throws SettingsException when the secret cannot be read or used
     */
    public synchronized PlatformSecrets readNow() {
        Instant asked = clock.instant();
        PlatformSecrets secrets = parse.apply(text());
        read = new Read(secrets, asked.plus(REREAD));
        return secrets;
    }

    /** Drops the keys, so that they stand in no snapshot of the process. */
    public void forget() {
        read = null;
    }

    private PlatformSecrets reread(Read current) {
        try {
            return readNow();
        } catch (SettingsException failure) {
            read = new Read(current.secrets, clock.instant().plus(RETRY));
            report(failure);
            return current.secrets;
        }
    }

    private void report(SettingsException failure) {
        ObjectNode event = LogEvent.begin(LogLevel.ERROR, "secretsNotRead", clock.instant());
        event.put("message", failure.getMessage());
        log.line(event.toString());
    }

    private String text() {
        try {
            return source.read();
        } catch (SdkException unread) {
            throw new SettingsException(List.of("the secret that SECRETS_ID names cannot be read: "
                    + unread.getClass().getSimpleName()));
        }
    }
}
