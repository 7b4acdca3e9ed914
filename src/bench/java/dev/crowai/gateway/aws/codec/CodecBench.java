package dev.crowai.gateway.aws.codec;

import dev.crowai.gateway.aws.Codecs;
import dev.crowai.gateway.http.Arrival;
import dev.crowai.gateway.http.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From the JSON of an event to a request, and from a response to its JSON. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBench {
    private final EventReader reader = new EventReader();
    private final EventResponseWriter writer = new EventResponseWriter();
    private final HttpApiCodec codec = Codecs.codec();
    private final byte[] event = read("products-session");
    private final Response response = Response.json(200, "{\"name\":\"caf\u00e9\"},".repeat(200))
            .with("Cache-Control", "max-age=60")
            .with("Vary", "Origin");

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(Path.of("events", file + ".json"));
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Benchmark
    public Arrival decode() throws IOException {
        return codec.decode(reader.read(new ByteArrayInputStream(event)).orElseThrow());
    }

    @Benchmark
    public byte[] encode() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(codec.encode(response), out);
        return out.toByteArray();
    }
}
