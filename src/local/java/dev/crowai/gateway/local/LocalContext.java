package dev.crowai.gateway.local;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The context of one local invocation. Its remaining time starts at the timeout of the deployed function.
 *
 * @param startedAt the start, in nanoseconds of {@link System#nanoTime}
 */
record LocalContext(String requestId, long startedAt) implements Context {
    private static final Duration TIMEOUT = Duration.ofSeconds(29);

    static LocalContext starting(String requestId) {
        return new LocalContext(requestId, System.nanoTime());
    }

    @Override
    public String getAwsRequestId() {
        return requestId;
    }

    @Override
    public int getRemainingTimeInMillis() {
        Duration left = TIMEOUT.minusNanos(System.nanoTime() - startedAt);
        return left.isNegative() ? 0 : Math.toIntExact(left.toMillis());
    }

    @Override
    public String getFunctionName() {
        return "crow-core-api-gateway";
    }

    @Override
    public String getFunctionVersion() {
        return "$LATEST";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:eu-west-1:000000000000:function:" + getFunctionName();
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/" + getFunctionName();
    }

    @Override
    public String getLogStreamName() {
        return "local";
    }

    @Override
    public int getMemoryLimitInMB() {
        return 1024;
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
        return null;
    }

    @Override
    public LambdaLogger getLogger() {
        return new LambdaLogger() {
            @Override
            public void log(String message) {
                System.out.println(message);
            }

            @Override
            public void log(byte[] message) {
                System.out.writeBytes(message);
            }
        };
    }
}
