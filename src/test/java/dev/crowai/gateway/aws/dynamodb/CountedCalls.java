package dev.crowai.gateway.aws.dynamodb;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Counts what goes over the wire to DynamoDB, retries included, by operation. Thread-safe. */
public final class CountedCalls implements ExecutionInterceptor {
    private final Map<String, Integer> byOperation = new TreeMap<>();

    @Override
    public synchronized void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        byOperation.merge(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME), 1, Integer::sum);
    }

    /** How many calls of each operation since the last {@link #reset}. */
    public synchronized Map<String, Integer> byOperation() {
        return Map.copyOf(byOperation);
    }

    public synchronized int total() {
        return byOperation.values().stream().mapToInt(Integer::intValue).sum();
    }

    public synchronized void reset() {
        byOperation.clear();
    }
}
