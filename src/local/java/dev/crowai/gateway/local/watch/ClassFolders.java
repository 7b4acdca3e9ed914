package dev.crowai.gateway.local.watch;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folders of classes, and whether something in them changes. A compiler writes many files, so a change is over when
 * nothing has been written for a moment. Maven deletes all classes before it compiles, and one folder after the other:
 * while most classes of a folder are missing, the change is not over. For one thread.
 */
final class ClassFolders implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(400);

    /** After a build that deleted classes: the time between its folders. */
    private static final Duration QUIET_AFTER_BUILD = Duration.ofSeconds(2);

    private final List<Path> roots;
    private final WatchService changes;
    private final Duration longestBuild;
    private List<Path> classes = List.of();

    private ClassFolders(List<Path> roots, WatchService changes, Duration longestBuild) {
        this.roots = roots;
        this.changes = changes;
        this.longestBuild = longestBuild;
    }

    /**
     * Begins to watch.
     *
     * @param roots folders; they are watched with everything below them
     * @param longestBuild how long classes may be missing before the change counts as over
     */
    static ClassFolders watch(List<Path> roots, Duration longestBuild) throws IOException {
        ClassFolders folders =
                new ClassFolders(List.copyOf(roots), FileSystems.getDefault().newWatchService(), longestBuild);
        folders.register();
        return folders;
    }

    /** Watches all folders, of which some may be new, and remembers the classes in them. */
    private void register() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> below = Files.walk(root)) {
                for (Path file : below.toList()) {
                    if (file.toString().endsWith(".class")) {
                        found.add(file);
                    } else if (Files.isDirectory(file)) {
                        file.register(
                                changes,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE);
                    }
                }
            }
        }
        classes = List.copyOf(found);
    }

    /**
     * Waits for a change, and for its end.
     *
     * @param atMost how long to wait for its beginning
     * @return whether there was a change
     */
    boolean await(Duration atMost) throws InterruptedException, IOException {
        if (!takeChange(atMost)) {
            return false;
        }
        long begin = System.nanoTime();
        boolean isBuild = areMostMissing();
        while (takeChange(isBuild ? QUIET_AFTER_BUILD : QUIET)
                || (areMostMissing() && System.nanoTime() - begin < longestBuild.toNanos())) {
            isBuild |= areMostMissing();
        }
        register();
        return true;
    }

    /** Whether there is a change within a time. */
    private boolean takeChange(Duration within) throws InterruptedException {
        @Nullable WatchKey key = changes.poll(within.toMillis(), TimeUnit.MILLISECONDS);
        if (key == null) {
            return false;
        }
        key.pollEvents();
        key.reset();
        return true;
    }

    private boolean areMostMissing() {
        return roots.stream().anyMatch(this::areMostMissing);
    }

    private boolean areMostMissing(Path root) {
        List<Path> known =
                classes.stream().filter(file -> file.startsWith(root)).toList();
        long missing = known.stream().filter(Files::notExists).count();
        return missing * 2 > known.size();
    }

    @Override
    public void close() throws IOException {
        changes.close();
    }
}
