package dev.crowai.gateway.aws;

import dev.crowai.gateway.Artifact;
import dev.crowai.gateway.aws.MockRuntimeApi.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The function in a JVM of its own, run by the runtime interface client that runs it on Lambda, with no environment but
 * the one given and what Lambda itself adds, and with the JVM options that count of those that Lambda's runtime sets.
 * Closing it always ends the process.
 */
final class FunctionProcess implements AutoCloseable {
    static final String HANDLER = "dev.crowai.gateway.aws.GatewayFunction";

    private static final String RUNTIME = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final Pattern RUNTIME_JAR = Pattern.compile(
            "(aws-lambda-java-runtime-interface-client|aws-lambda-java-serialization|utils-lite)-[0-9.]+\\.jar");
    private static final long PATIENCE_SECONDS = 60;

    private final MockRuntimeApi api;
    private final Process process;
    private final Path output;
    private final AtomicLong count = new AtomicLong();

    private FunctionProcess(MockRuntimeApi api, Process process, Path output) {
        this.api = api;
        this.process = process;
        this.output = output;
    }

    /**
     * Starts the gateway.
     *
     * @param directory where it runs and writes its log, empty
     */
    static FunctionProcess start(Path directory, Map<String, String> environment) throws IOException {
        return start(directory, environment, HANDLER, classPath());
    }

    /**
     * Starts the gateway with further options of the JVM.
     *
     * @param options for example {@code -Xmx256m}
     */
    static FunctionProcess start(Path directory, Map<String, String> environment, List<String> options)
            throws IOException {
        return start(directory, environment, HANDLER, classPath(), options);
    }

    /**
     * Starts any handler.
     *
     * @param handler class and method, as {@code _HANDLER} has it
     */
    static FunctionProcess start(Path directory, Map<String, String> environment, String handler, String classPath)
            throws IOException {
        return start(directory, environment, handler, classPath, List.of());
    }

    private static FunctionProcess start(
            Path directory, Map<String, String> environment, String handler, String classPath, List<String> options)
            throws IOException {
        MockRuntimeApi api = MockRuntimeApi.start();
        Path output = directory.resolve("function.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, RUNTIME, handler));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(platform(api, handler));
        builder.environment().putAll(environment);
        try {
            return new FunctionProcess(api, builder.start(), output);
        } catch (IOException failed) {
            api.close();
            throw failed;
        }
    }

    /** The variables that Lambda sets for every function. */
    private static Map<String, String> platform(MockRuntimeApi api, String handler) {
        return Map.of(
                "AWS_LAMBDA_RUNTIME_API", api.address(),
                "_HANDLER", handler,
                "AWS_LAMBDA_FUNCTION_NAME", "crow-core-api-gateway",
                "AWS_LAMBDA_FUNCTION_VERSION", "1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769",
                "AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/crow-core-api-gateway",
                "AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/24/[1]0123456789abcdef",
                "AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand",
                "TZ", ":UTC");
    }

    /** What ships, and the runtime that Lambda puts beside it: no library of the tests stands in for a missing one. */
    private static String classPath() throws IOException {
        return Stream.concat(Artifact.built().classPath().stream(), runtime())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<Path> runtime() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(jar ->
                        RUNTIME_JAR.matcher(String.valueOf(jar.getFileName())).matches());
    }

    /** The function's answer to an event, or the error that the runtime reported. */
    Outcome invoke(String event) throws InterruptedException {
        String id = "00000000-0000-4000-8000-%012d".formatted(count.incrementAndGet());
        return await(api.invoke(id, event));
    }

    /** Waits until the function has started; for SnapStart, until it has been restored as well. */
    void awaitReady() throws InterruptedException {
        await(api.ready());
    }

    /** Waits for the checkpoint of a function that starts for SnapStart. */
    void awaitCheckpoint() throws InterruptedException {
        await(api.checkpoint());
    }

    /** Waits for the report of a function that fails to start or to restore, and for its end. */
    String awaitFailure() throws InterruptedException {
        try {
            return api.failure()
                    .thenCombine(process.onExit(), (report, _) -> report)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException none) {
            throw new AssertionError("The function did not fail. Its log:\n" + logOrNone(), none);
        }
    }

    /** The process, for measurements. */
    long pid() {
        return process.pid();
    }

    void restore() {
        api.restore();
    }

    /** What the function has written to its log so far. */
    String log() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** Waits for a result, but no longer than the function lives. */
    private <T> T await(CompletableFuture<T> result) throws InterruptedException {
        CompletableFuture<T> failed = api.failure().thenApply(report -> {
            throw new IllegalStateException("it failed to start: " + report);
        });
        CompletableFuture<T> ended = process.onExit().thenApply(it -> {
            throw new IllegalStateException("its process ended with " + it.exitValue());
        });
        try {
            return result.applyToEither(failed.applyToEither(ended, Function.identity()), Function.identity())
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException none) {
            throw new AssertionError("The function gave no result. Its log:\n" + logOrNone(), none);
        }
    }

    private String logOrNone() {
        try {
            return log();
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        api.close();
        process.onExit().join();
    }
}
