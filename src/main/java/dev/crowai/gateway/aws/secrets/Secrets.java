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
 * The platform's keys from one secret of Secrets Manager. They are read when they are first needed, and again every
 * five minutes while requests continue, so that a rotation needs no deployment. If reading again fails, the old keys
 * stay in use and the failure is reported. Only a process that has never read the keys cannot work. Thread-safe.
 */
public final class Secrets implements Supplier<PlatformSecrets> {
    /** The age at which the keys are read again. */
    static final Duration REREAD = Duration.ofMinutes(5);

    /** The time until a failed read is tried again. */
    private static final Duration RETRY = Duration.ofSeconds(30);

    /** The source of the secret. */
    @FunctionalInterface
    interface Source {
        /**
         * Reads the JSON text of the secret.
         *
         * @throws SdkException when the secret cannot be read now
         * @throws SettingsException when the secret holds no text
         */
        String read();
    }

    private record LoadedSecrets(PlatformSecrets secrets, Instant dueAt) {}

    private final Source source;
    private final Function<String, PlatformSecrets> parse;
    private final InstantSource clock;
    private final Executor executor;
    private final LogSink log;
    private final AtomicBoolean rereading = new AtomicBoolean();
    private volatile @Nullable LoadedSecrets loaded;

    /**
     * Keys that are not read yet.
     *
     * @param parse makes the keys from the text of the secret, or throws a {@link SettingsException}
     * @param executor runs a read at the same time as a request
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
     * The keys. The first call reads them. When a later call finds keys that are due, it starts a read and returns the
     * old keys at once. When they are twice as old, for example after an hour without requests, the call waits for the
     * read.
     *
     * @throws SettingsException when there are no keys; the message names invalid members, never a value
     */
    @Override
    public PlatformSecrets get() {
        LoadedSecrets current = loaded;
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

    /**
     * Waits for a read, including one that has already started: it may have been frozen with the process, and its
     * result may be old.
     */
    private synchronized PlatformSecrets rereadIfOverdue() {
        LoadedSecrets current = loaded;
        if (current == null) {
            return readNow();
        }
        return clock.instant().isBefore(current.dueAt) ? current.secrets : reread(current);
    }

    private void rereadBeside() {
        try {
            synchronized (this) {
                LoadedSecrets current = loaded;
                if (current != null) {
                    var _ = reread(current);
                }
            }
        } finally {
            rereading.set(false);
        }
    }

    /**
     * Reads the keys again, even if they are not due.
     *
     * @throws SettingsException when the secret cannot be read or is invalid
     */
    public synchronized PlatformSecrets readNow() {
        Instant asked = clock.instant();
        PlatformSecrets secrets = parse.apply(text());
        loaded = new LoadedSecrets(secrets, asked.plus(REREAD));
        return secrets;
    }

    /** Drops the keys, so that no snapshot of the process contains them. */
    public void forget() {
        loaded = null;
    }

    private PlatformSecrets reread(LoadedSecrets current) {
        try {
            return readNow();
        } catch (SettingsException failure) {
            loaded = new LoadedSecrets(current.secrets, clock.instant().plus(RETRY));
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
