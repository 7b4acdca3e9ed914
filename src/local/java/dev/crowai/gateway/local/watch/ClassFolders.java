package dev.crowai.gateway.local.watch;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders of classes, and whether something in them changes. For one thread. */
final class ClassFolders implements AutoCloseable {
    /** A compiler writes many files; a change is over when nothing has been written for this long. */
    private static final Duration QUIET = Duration.ofMillis(400);

    private final List<Path> roots;
    private final WatchService changes;

    private ClassFolders(List<Path> roots, WatchService changes) {
        this.roots = roots;
        this.changes = changes;
    }

    /**
     * Begins to watch.
     *
     * @param roots folders; they are watched with everything below them
     */
    static ClassFolders watch(List<Path> roots) throws IOException {
        ClassFolders folders =
                new ClassFolders(List.copyOf(roots), FileSystems.getDefault().newWatchService());
        folders.register();
        return folders;
    }

    private void register() throws IOException {
        for (Path root : roots) {
            try (Stream<Path> below = Files.walk(root)) {
                for (Path folder : below.filter(Files::isDirectory).toList()) {
                    folder.register(
                            changes,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
                }
            }
        }
    }

    /**
     * Waits for a change, and for its end.
     *
     * @param atMost how long to wait for its beginning
     * @return whether there was a change
     */
    boolean await(Duration atMost) throws InterruptedException, IOException {
        @Nullable WatchKey key = changes.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        boolean changed = key != null;
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = changes.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (changed) {
            register(); // Folders may be new.
        }
        return changed;
    }

    @Override
    public void close() throws IOException {
        changes.close();
    }
}
