package dev.crowai.gateway.cache;

import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Request;
import dev.crowai.gateway.http.Response;
import dev.crowai.gateway.route.Service.Caching;
import dev.crowai.gateway.testing.HandMovedClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Requests and responses for the rules by themselves, a line of text for their fields. */
final class Rules {
    static final Instant NOW = HandMovedClock.START;
    static final Generation GENERATION = new Generation(1, 1_800_000_000);
    static final Caching SILENT_300 = new Caching.Default(300);

    private Rules() {}

    static Request request(String... headers) {
        return Asking.get("/api/v1/products", headers).request();
    }

    /** {@code Name: value | Name: value} as fields. */
    static Headers headers(String lines) {
        List<Headers.Field> fields = new ArrayList<>();
        for (String line : lines.split("\\|", -1)) {
            if (!line.isBlank()) {
                String[] parts = line.split(":", 2);
                fields.add(new Headers.Field(parts[0].strip(), parts[1].strip()));
            }
        }
        return Headers.of(fields);
    }

    static StoredResponse stored(Request request, Response answer) {
        return StoredResponse.of(request, answer, NOW, NOW, GENERATION);
    }

    static Response ok(String lines) {
        return Response.of(200).withHeaders(headers(lines)).withBody(Body.of("body"));
    }
}
