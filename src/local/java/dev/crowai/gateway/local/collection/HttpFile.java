package dev.crowai.gateway.local.collection;

import dev.crowai.gateway.http.Headers;
import java.util.List;

/** All requests in one {@code .http} file, as the REST clients of editors read it. */
final class HttpFile {
    private HttpFile() {}

    /**
     * The text of the file.
     *
     * @param host the address of the gateway
     * @param folder where the bodies that are no text lie, seen from the file
     */
    static String of(List<SampleRequest> requests, String host, String folder) {
        StringBuilder text = new StringBuilder(
                        "# The events of events/ as requests to the local gateway: mvn -Plocal\n")
                .append("# Written by: mvn -q -Plocal test-compile exec:exec@collections\n\n@host = ")
                .append(host)
                .append('\n');
        requests.forEach(request -> append(text, request, folder));
        return text.toString();
    }

    private static void append(StringBuilder text, SampleRequest request, String folder) {
        text.append("\n### ").append(request.name()).append('\n');
        text.append(request.method())
                .append(" {{host}}")
                .append(request.target())
                .append('\n');
        for (Headers.Field field : request.headers().fields()) {
            text.append(field.name()).append(": ").append(field.value()).append('\n');
        }
        if (!request.body().isEmpty()) {
            text.append('\n')
                    .append(
                            request.hasTextBody()
                                    ? request.body().utf8().orElseThrow()
                                    : "< " + folder + "/" + request.name() + ".bin")
                    .append('\n');
        }
    }
}
