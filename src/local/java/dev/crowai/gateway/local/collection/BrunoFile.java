package dev.crowai.gateway.local.collection;

import dev.crowai.gateway.http.Headers;
import java.util.Locale;
import java.util.stream.Collectors;

/** One request in the form of Bruno, with the status that it must have as an assertion. */
final class BrunoFile {
    private static final String INDENT = "  ";

    private BrunoFile() {}

    /**
     * The text of a {@code .bru} file.
     *
     * @param number the place of the request in the collection, from 1
     * @param status the status of the response
     * @param folder where the bodies that are no text lie, seen from the collection
     */
    static String of(SampleRequest request, int number, int status, String folder) {
        StringBuilder text = new StringBuilder();
        block(text, "meta", "name: " + request.name() + "\ntype: http\nseq: " + number);
        block(
                text,
                request.method().toLowerCase(Locale.ROOT),
                "url: {{host}}" + request.target() + "\nbody: " + kind(request) + "\nauth: none");
        block(
                text,
                "headers",
                request.headers().fields().stream().map(BrunoFile::line).collect(Collectors.joining("\n")));
        if (!request.body().isEmpty()) {
            block(text, "body:" + kind(request), body(request, folder));
        }
        block(text, "assert", "res.status: eq " + status);
        block(text, "settings", "encodeUrl: false");
        return text.toString().stripTrailing() + "\n";
    }

    private static String line(Headers.Field field) {
        return field.name() + ": " + field.value();
    }

    private static String kind(SampleRequest request) {
        if (request.body().isEmpty()) {
            return "none";
        }
        if (!request.hasTextBody()) {
            return "file";
        }
        return request.headers()
                        .first("content-type")
                        .filter(type -> type.startsWith("application/json"))
                        .isPresent()
                ? "json"
                : "text";
    }

    private static String body(SampleRequest request, String folder) {
        String type = request.headers().first("content-type").orElse("application/octet-stream");
        return request.hasTextBody()
                ? request.body().utf8().orElseThrow().stripTrailing()
                : "file: @file(" + folder + "/" + request.name() + ".bin) @contentType(" + type + ")";
    }

    private static void block(StringBuilder text, String name, String lines) {
        text.append(name)
                .append(" {\n")
                .append(lines.lines()
                        .map(line -> (INDENT + line).stripTrailing())
                        .collect(Collectors.joining("\n")))
                .append("\n}\n\n");
    }
}
