package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.aws.Crowd.Asked;
import dev.crowai.gateway.aws.dynamodb.TestDynamoDb;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory of one Lambda process with a heap of 256 MB: 10,000 requests of every kind, among them bodies as large as an
 * event can hold and credentials that nobody has. After a warm-up the heap does not grow. {@code mvn -Psoak verify} runs
 * it and prints what it measured.
 */
class MemorySoak {
    private static final int REQUESTS = Integer.getInteger("soak.requests", 10_000);
    private static final int WARM = REQUESTS / 5;

    /** Lambda takes events of 6 MB. */
    private static final int LARGEST_BODY = 5_900_000;

    /** Every so many requests there is one with the largest body, and one with an unknown credential. */
    private static final int BETWEEN_LARGE = 50;

    private static final int BETWEEN_UNKNOWN = 5;

    /** What the heap may hold more after ten thousand requests than after two thousand. */
    private static final long MOST_GROWTH_KILOBYTES = 8 * 1024;

    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void the_heap_does_not_grow_after_the_warm_up() throws Exception {
        SplittableRandom random = new SplittableRandom(20261126);
        String large = "{\"marker\":\"large\",\"filler\":\"" + "x".repeat(LARGEST_BODY) + "\"}";
        List<Long> kilobytes = new ArrayList<>();
        try (CrowdServices services = CrowdServices.start();
                FunctionProcess function =
                        FunctionProcess.start(directory, environment(services), List.of("-Xmx256m"))) {
            function.awaitReady();
            for (int i = 1; i <= REQUESTS; i++) {
                if (i % BETWEEN_LARGE == 0) {
                    large(function, Asked.next(random), large);
                } else if (i % BETWEEN_UNKNOWN == 0) {
                    unknown(function, Asked.next(random), random.nextLong());
                } else {
                    plain(function, Asked.next(random));
                }
                if (i % WARM == 0) {
                    kilobytes.add(heapKilobytes(function.pid()));
                    System.out.println("after " + i + " requests: heap " + kilobytes.getLast() + " KB, resident "
                            + residentKilobytes(function.pid()) + " KB");
                }
            }
        }

        assertThat(kilobytes.getLast() - kilobytes.getFirst()).isLessThan(MOST_GROWTH_KILOBYTES);
    }

    private static void plain(FunctionProcess function, Asked asked) throws Exception {
        JsonNode response = JSON.readTree(function.invoke(asked.event()).json());
        asked.assertResponse(
                response.path("statusCode").asInt(),
                response.path("headers").path("X-Request-Id").asText(),
                response.path("headers").path("X-Cache").asText(),
                response.path("body").asText(),
                Crowd.total(response.path("headers").path("Server-Timing").asText()),
                asked.address());
    }

    private static void large(FunctionProcess function, Asked asked, String body) throws Exception {
        ObjectNode event = (ObjectNode) JSON.readTree(asked.event());
        event.put("body", body);
        event.withObject("/requestContext/http").put("method", "POST");

        JsonNode response = JSON.readTree(function.invoke(event.toString()).json());

        assertThat(response.path("statusCode").asInt()).isEqualTo(200);
        assertThat(JSON.readTree(response.path("body").asText()).path("bytes").asInt())
                .isEqualTo(body.length());
    }

    /** A cookie, key or token that no other request has. */
    private static void unknown(FunctionProcess function, Asked asked, long number) throws Exception {
        ObjectNode event = (ObjectNode) JSON.readTree(asked.event());
        event.put("rawPath", "/api/v1/products/" + Long.toHexString(number));
        event.withObject("/headers").put("x-api-key", "crow_none_" + Long.toHexString(number));
        event.withObject("/requestContext/http").put("sourceIp", address(number));
        event.remove("cookies");

        JsonNode response = JSON.readTree(function.invoke(event.toString()).json());

        assertThat(response.path("statusCode").asInt()).isEqualTo(401);
    }

    private static String address(long number) {
        return "2001:db8:%x:%x::1".formatted(number & 0xffff, number >>> 16 & 0xffff);
    }

    private static Map<String, String> environment(CrowdServices services) {
        Map<String, String> environment = new HashMap<>(services.environment());
        environment.putAll(TestDynamoDb.environment());
        return environment;
    }

    /** The heap that is in use after a full collection. */
    private static long heapKilobytes(long pid) throws Exception {
        diagnose(pid, "GC.run");
        return USED.matcher(diagnose(pid, "GC.heap_info").split("Metaspace", 2)[0])
                .results()
                .mapToLong(used -> Long.parseLong(used.group(1)))
                .sum();
    }

    private static String diagnose(long pid, String command) throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String out = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(out).isZero();
        return out;
    }

    /** Where the system is Linux; else 0. */
    private static long residentKilobytes(long pid) throws Exception {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0)
                : 0;
    }
}
