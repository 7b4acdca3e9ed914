package dev.crowai.gateway.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program that {@code mvn -Plocal} runs, in a process of its own. */
record LocalProcess(Process process, BufferedReader output) implements AutoCloseable {

    /**
     * Starts it.
     *
     * @param options such as {@code -Dport=0}
     */
    static LocalProcess start(String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(List.of(options));
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), LocalGateway.class.getName()));
        Process process = new ProcessBuilder(command).start();
        return new LocalProcess(process, process.inputReader(StandardCharsets.UTF_8));
    }

    /** The address of the gateway, once it has printed all that it prints at its start. */
    URI address() throws IOException {
        URI address = URI.create("http://localhost:0");
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            String text = line.strip();
            if (text.startsWith("gateway ")) {
                address = URI.create(text.substring("gateway".length()).strip());
            } else if (text.startsWith("Ctrl-C")) {
                return address;
            }
        }
        throw new IOException("the gateway did not start: " + errors());
    }

    /** The next line of its output that is not empty. */
    String line() throws IOException {
        String line = output.readLine();
        while (line != null && line.isBlank()) {
            line = output.readLine();
        }
        return String.valueOf(line);
    }

    /** All that it writes to its error stream until it ends. */
    String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Ends it, and waits until it has ended. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
