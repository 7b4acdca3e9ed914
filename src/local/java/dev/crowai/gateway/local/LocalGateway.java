package dev.crowai.gateway.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.crowai.gateway.aws.GatewayFunction;
import dev.crowai.gateway.demo.DemoServices;
import dev.crowai.gateway.gateway.Ports;
import dev.crowai.gateway.gateway.SettingsException;
import dev.crowai.gateway.local.inspector.Inspector;
import dev.crowai.gateway.local.terminal.Terminal;
import dev.crowai.gateway.local.watch.Restarts;
import java.io.Console;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The gateway on a developer's machine: the Lambda function behind an HTTP door, with a table in this process and demo
 * services, unless {@code -Dservices=external} is set. {@code mvn -Plocal} runs {@link #main}.
 */
public final class LocalGateway implements AutoCloseable {
    private static final String WATCH = "watch";

    private final HttpDoor door;
    private final EmbeddedDynamoDb database;
    private final Optional<DemoServices> demo;
    private final Map<String, String> ownServices;

    private LocalGateway(
            HttpDoor door, EmbeddedDynamoDb database, Optional<DemoServices> demo, Map<String, String> ownServices) {
        this.door = door;
        this.database = database;
        this.demo = demo;
        this.ownServices = ownServices;
    }

    /** Runs until Ctrl-C. When it cannot start, it prints one line and exits with status 1. */
    public static void main(String[] args) {
        try {
            if (Boolean.getBoolean(WATCH)) {
                System.exit(watch());
            }
            LocalOptions options = LocalOptions.of(
                    Optional.ofNullable(System.getProperty("port")),
                    Optional.ofNullable(System.getProperty("services")),
                    Optional.ofNullable(System.getProperty("bind")),
                    Optional.ofNullable(System.getProperty("log")));
            System.out.println(options.behind() == LocalOptions.Behind.ONLY ? services(options) : gateway(options));
        } catch (LocalStartException | SettingsException cannot) {
            System.err.println(cannot.getMessage());
            System.exit(1);
        }
    }

    private static int watch() throws LocalStartException {
        String classPath = System.getProperty("java.class.path");
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-D" + WATCH))
                .toList();
        try {
            List<String> command =
                    Restarts.java(System.getProperty("java.home"), options, classPath, LocalGateway.class.getName());
            return new Restarts(command, classPath, System.out).run();
        } catch (IOException failed) {
            throw new LocalStartException("Cannot watch the classes: " + failed.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Starts the demo services alone; the text for the terminal. */
    private static String services(LocalOptions options) throws LocalStartException {
        LocalPlatform platform = LocalPlatform.start(options.bind(), System.getenv());
        Runtime.getRuntime().addShutdownHook(new Thread(platform::close, "shutdown"));
        return platform.banner();
    }

    /** Starts everything; the text for the terminal. */
    private static String gateway(LocalOptions options) throws LocalStartException {
        boolean json = options.log() == LocalOptions.LogForm.JSON;
        boolean isTerminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        Terminal terminal = Terminal.of(System.out, isTerminal, System.getenv());
        Inspector inspector = new Inspector(InstantSource.system());
        LocalGateway gateway = start(
                environment ->
                        function(environment, ports -> inspector.observe(ports, json ? ports.log() : terminal::event)),
                inspector,
                options,
                System.getenv());
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "shutdown"));
        if (!json) {
            inspector.follow(new DemoPage(gateway.demo())::nameOf, terminal::request);
        }
        return gateway.banner();
    }

    /** The function. Its SDK clients find the table of this process and use no profile of the developer. */
    private static RequestStreamHandler function(Map<String, String> environment, UnaryOperator<Ports> observed) {
        Map.of(
                        "AWS_ENDPOINT_URL_DYNAMODB", "aws.endpointUrlDynamoDb",
                        "AWS_REGION", "aws.region",
                        "AWS_ACCESS_KEY_ID", "aws.accessKeyId",
                        "AWS_SECRET_ACCESS_KEY", "aws.secretAccessKey")
                .forEach((variable, property) -> Optional.ofNullable(environment.get(variable))
                        .ifPresent(value -> System.setProperty(property, value)));
        return new GatewayFunction(environment, observed);
    }

    /**
     * Starts everything.
     *
     * @param factory makes the function from its environment variables
     * @param inspector records every request at the door, and what the factory shows it
     * @param shell the environment variables of the process
     * @throws LocalStartException when the port is in use, or another cause can be described in one line
     */
    public static LocalGateway start(
            Function<Map<String, String>, RequestStreamHandler> factory,
            Inspector inspector,
            LocalOptions options,
            Map<String, String> shell)
            throws LocalStartException {
        LocalEnvironment environment = new LocalEnvironment(shell);
        List<AutoCloseable> started = new ArrayList<>();
        try {
            refuseTakenPort(options.port());
            Callable<Optional<DemoServices>> demoServices = options.behind() == LocalOptions.Behind.DEMO
                    ? () -> Optional.of(DemoServices.start(environment.demoConfig()))
                    : Optional::empty;
            EmbeddedDynamoDb database;
            Optional<DemoServices> demo;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<EmbeddedDynamoDb> table = threads.submit(LocalGateway::database);
                Future<Optional<DemoServices>> services = threads.submit(demoServices);
                database = table.get();
                started.add(database);
                demo = services.get();
                demo.ifPresent(started::add);
            }
            Map<String, String> variables =
                    environment.with(demo.map(DemoServices::environment).orElse(Map.of()), database.environment());
            HttpDoor.Inspection inspection = new HttpDoor.Inspection(
                    inspector,
                    new DemoPage(demo),
                    variables.getOrDefault(LocalEnvironment.INTERNAL_KEY, LocalEnvironment.DEFAULT_INTERNAL_KEY));
            return new LocalGateway(
                    HttpDoor.open(options.port(), factory.apply(variables), inspection),
                    database,
                    demo,
                    environment.ownServices());
        } catch (BindException taken) {
            closeAll(started);
            throw taken(options.port());
        } catch (IOException failed) {
            closeAll(started);
            throw cannot(failed);
        } catch (ExecutionException failed) {
            closeAll(started);
            throw cannot(Optional.ofNullable(failed.getCause()).orElse(failed));
        } catch (InterruptedException stopped) {
            closeAll(started);
            Thread.currentThread().interrupt();
            throw new LocalStartException("Stopped while starting");
        } catch (RuntimeException fault) {
            closeAll(started);
            throw fault;
        }
    }

    /**
     * Checks the port first, because the rest of the start takes seconds. It checks every interface, because {@code
     * localhost} may mean another one.
     */
    private static void refuseTakenPort(int port) throws IOException {
        new ServerSocket(port).close();
    }

    private static LocalStartException cannot(Throwable failure) {
        return new LocalStartException(
                "Cannot start: " + Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString));
    }

    private static LocalStartException taken(int port) {
        return new LocalStartException(
                "Port " + port + " is taken; choose another one with -Dport=, e.g. mvn -Plocal -Dport=" + (port + 1));
    }

    private static EmbeddedDynamoDb database() throws IOException {
        EmbeddedDynamoDb database = EmbeddedDynamoDb.start();
        database.createTable(LocalEnvironment.TABLE, TemplateTable.read(TemplateTable.TEMPLATE));
        return database;
    }

    private static void closeAll(List<AutoCloseable> started) {
        started.reversed().forEach(LocalGateway::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception alreadyGoing) {
            // The process ends with the first error, which is the one to report.
        }
    }

    public URI uri() {
        return door.uri();
    }

    /** The demo services; empty when external services are used. */
    public Optional<DemoServices> demo() {
        return demo;
    }

    public EmbeddedDynamoDb table() {
        return database;
    }

    /** The addresses and commands for the terminal. */
    public String banner() {
        return new Banner(uri(), database.endpoint(), demo, ownServices).text();
    }

    @Override
    public void close() {
        closeQuietly(door);
        demo.ifPresent(LocalGateway::closeQuietly);
        closeQuietly(database);
    }
}
