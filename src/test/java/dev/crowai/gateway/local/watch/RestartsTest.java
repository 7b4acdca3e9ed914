package dev.crowai.gateway.local.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RestartsTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    /** Runs {@link Program} with this folder in its class path, whose classes may change. */
    private Restarts program(String... options) {
        String classPath = System.getProperty("java.class.path") + File.pathSeparator + folder;
        return new Restarts(
                Restarts.java(System.getProperty("java.home"), List.of(options), classPath, Program.class.getName()),
                folder.toString(),
                new PrintStream(shown, true, StandardCharsets.UTF_8));
    }

    @Test
    void starts_the_program_anew_when_a_class_changes_also_in_a_new_folder() throws Exception {
        try (ServerSocket starts = new ServerSocket(0);
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Integer> running = threads.submit(
                    () -> program("-Dport=" + starts.getLocalPort()).run());
            try (Socket first = starts.accept()) {
                Path made = Files.createDirectories(folder.resolve("dev/crowai"));
                try (Socket second = starts.accept()) {
                    assertThat(first.getInputStream().read())
                            .as("the first process has ended")
                            .isEqualTo(-1);

                    Files.writeString(made.resolve("New.class"), "changed");
                    try (Socket third = starts.accept()) {
                        assertThat(second.getInputStream().read())
                                .as("so has the second")
                                .isEqualTo(-1);
                        assertThat(third.isConnected()).isTrue();
                    }
                }
            } finally {
                running.cancel(true);
            }
        }
        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("Classes changed: starting again");
    }

    @Test
    void ends_with_the_status_of_a_first_start_that_fails() throws Exception {
        assertThat(program("-Dstatus=3").run()).isEqualTo(3);
    }

    /** Ends with a status, or tells a port that it runs and stays until the test ends. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            if (Integer.getInteger("status") != null) {
                System.exit(Integer.getInteger("status"));
            }
            try (Socket test = new Socket(InetAddress.getLoopbackAddress(), Integer.getInteger("port"))) {
                System.exit(test.getInputStream().read());
            }
        }
    }
}
