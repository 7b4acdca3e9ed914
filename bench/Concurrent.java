import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.crowai.gateway.aws.GatewayFunction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends GETs of one session, each of which misses the cache, through one function: first one after another, then many at
 * a time, each on a virtual thread. Prints requests a second of both. {@code concurrency.py} starts it.
 *
 * <p>Arguments: requests one after another, requests at a time, requests in all of those.
 */
final class Concurrent {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    public static void main(String[] arguments) throws Exception {
        GatewayFunction function = new GatewayFunction(System.getenv());
        int single = Integer.parseInt(arguments[0]);
        int width = Integer.parseInt(arguments[1]);
        int all = Integer.parseInt(arguments[2]);
        run(function, 1, 50); // Loads the classes.
        System.err.printf("%.1f %.1f%n", run(function, 1, single), run(function, width, all));
    }

    private static double run(GatewayFunction function, int width, int requests) throws Exception {
        long begun = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                clients.add(threads.submit(() -> {
                    for (int j = 0; j < requests / width; j++) {
                        send(function);
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
        return requests / ((System.nanoTime() - begun) / 1e9);
    }

    private static void send(GatewayFunction function) throws Exception {
        int number = NUMBER.incrementAndGet();
        String client = "10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
        String event = """
                {"version":"2.0","rawPath":"/api/v1/products/list","rawQueryString":"page=%1$d",
                 "headers":{"accept":"application/json","host":"api.crowai.dev"},
                 "cookies":["better-auth.session_token=bench.signature"],
                 "requestContext":{"domainName":"api.crowai.dev","requestId":"bench-%1$d","stage":"$default",
                   "http":{"method":"GET","path":"/api/v1/products/list","sourceIp":"%2$s"}}}
                """.formatted(number, client);
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        function.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), response, new Invocation());
        if (!response.toString(StandardCharsets.UTF_8).contains("\"statusCode\":200")) {
            throw new IllegalStateException(response.toString(StandardCharsets.UTF_8));
        }
    }

    /** An invocation with 29 seconds left. */
    private static final class Invocation implements Context {
        @Override
        public int getRemainingTimeInMillis() {
            return 29_000;
        }

        @Override
        public String getAwsRequestId() {
            return "bench";
        }

        @Override
        public String getLogGroupName() {
            return "bench";
        }

        @Override
        public String getLogStreamName() {
            return "bench";
        }

        @Override
        public String getFunctionName() {
            return "bench";
        }

        @Override
        public String getFunctionVersion() {
            return "1";
        }

        @Override
        public String getInvokedFunctionArn() {
            return "bench";
        }

        @Override
        public CognitoIdentity getIdentity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ClientContext getClientContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getMemoryLimitInMB() {
            return 512;
        }

        @Override
        public LambdaLogger getLogger() {
            throw new UnsupportedOperationException();
        }
    }
}
