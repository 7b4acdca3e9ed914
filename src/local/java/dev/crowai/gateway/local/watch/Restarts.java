package dev.crowai.gateway.local.watch;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Runs a program in a process of its own, and starts it anew when a class of its class path changes. Nothing is reloaded
 * within a process, so that no state of the old classes is left.
 */
public final class Restarts {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration TO_END = Duration.ofSeconds(5);
    private static final Duration LONGEST_BUILD = Duration.ofMinutes(2);

    private final List<String> command;
    private final List<Path> folders;
    private final PrintStream out;

    /**
     * A program, which is not started yet.
     *
     * @param command the program and its arguments
     * @param classPath its class path; the folders in it are watched
     */
    public Restarts(List<String> command, String classPath, PrintStream out) {
        this.command = List.copyOf(command);
        this.folders = Stream.of(classPath.split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(Files::isDirectory)
                .toList();
        this.out = out;
    }

    /**
     * Another process like this one.
     *
     * @param home the folder of the JDK
     * @param options its options before the class path
     * @param classPath the class path of both
     * @param main its main class
     */
    public static List<String> java(String home, List<String> options, String classPath, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(home, "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-classpath", classPath, main));
        return List.copyOf(command);
    }

    /**
     * Runs the program until its first start fails, or this thread is interrupted. After a later start that fails, it
     * waits for the next change.
     *
     * @return the exit status of the first start
     */
    public int run() throws IOException, InterruptedException {
        AtomicReference<Process> running = new AtomicReference<>(start());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running.get()), "end of the program"));
        try (ClassFolders watched = ClassFolders.watch(folders, LONGEST_BUILD)) {
            if (!lastsUntilChange(running.get(), watched)) {
                return running.get().exitValue();
            }
            while (true) {
                end(running.get());
                out.println("Classes changed: starting again");
                running.set(start());
                if (!lastsUntilChange(running.get(), watched)) {
                    out.println("It has ended; the next change of a class starts it again");
                    awaitChange(watched);
                }
            }
        }
    }

    private static void awaitChange(ClassFolders watched) throws IOException, InterruptedException {
        boolean changed = false;
        while (!changed) {
            changed = watched.await(BETWEEN_LOOKS);
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Waits for a change of a class; false when the process ends before. */
    private static boolean lastsUntilChange(Process running, ClassFolders watched)
            throws IOException, InterruptedException {
        while (running.isAlive()) {
            if (watched.await(BETWEEN_LOOKS)) {
                return true;
            }
        }
        return false;
    }

    private static void end(Process running) {
        running.destroy();
        try {
            if (!running.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException stopped) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
