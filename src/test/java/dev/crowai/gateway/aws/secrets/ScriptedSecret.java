package dev.crowai.gateway.aws.secrets;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A secret that says what the test wants, and counts how often it is read. */
public final class ScriptedSecret implements Secrets.Source {
    private final AtomicReference<Supplier<String>> script = new AtomicReference<>(() -> "{}");
    private final AtomicInteger reads = new AtomicInteger();

    public ScriptedSecret(String text) {
        say(text);
    }

    /** The keys of a deployment, with this one for internal callers. */
    public static String keys(String internal) {
        return "{\"INTERNAL_GATEWAY_KEY\":\"" + internal + "\"," + others();
    }

    /** The same while a rotation is on. */
    public static String keys(String internal, String previous) {
        return "{\"INTERNAL_GATEWAY_KEY\":\"" + internal + "\",\"INTERNAL_GATEWAY_KEY_PREVIOUS\":\"" + previous + "\","
                + others();
    }

    private static String others() {
        return "\"SERVICE_API_KEY_ORG_SERVICE\":\"service-value\",\"CRAWLER_SERVICE_SECRET\":\"crawler-value\"}";
    }

    public void say(String text) {
        script.set(() -> text);
    }

    /** Says a text, and does something else while it is on its way. */
    public void say(String text, Runnable meanwhile) {
        script.set(() -> {
            meanwhile.run();
            return text;
        });
    }

    void fail() {
        script.set(() -> {
            throw SdkClientException.create("a message with an-internal-value in it");
        });
    }

    int reads() {
        return reads.get();
    }

    @Override
    public String read() {
        reads.incrementAndGet();
        return script.get().get();
    }
}
