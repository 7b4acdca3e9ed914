package dev.crowai.gateway.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.http.Body;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Response;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A service that returns what it received. It shows only the length of a credential, so that no secret reaches a
 * client. The response to a GET has an {@code ETag} and no {@code Cache-Control}, so the gateway's default lifetime
 * applies.
 */
final class EchoService implements Function<DemoRequest, Response> {
    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "cookie", "x-api-key", "x-internal-key", "x-service-api-key", "x-crawler-secret");

    private final String service;

    EchoService(String service) {
        this.service = service;
    }

    @Override
    public Response apply(DemoRequest request) {
        ObjectNode json = DemoResponses.object();
        json.put("service", service);
        json.put("method", request.method());
        json.put("path", request.path());
        json.put("query", request.query());
        ObjectNode headers = json.putObject("headers");
        for (Headers.Field field : request.headers().fields()) {
            show(headers, field.name().toLowerCase(Locale.ROOT), field.value());
        }
        ObjectNode body = json.putObject("body");
        body.put("length", request.body().length());
        body.put("sha256", sha256(request.body()));

        Response response = Response.json(200, json.toPrettyString() + "\n");
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return response;
        }
        String tag = entityTag(request);
        boolean unchanged = request.header("If-None-Match").equals(Optional.of(tag));
        return (unchanged ? Response.of(304) : response).with("ETag", tag);
    }

    /**
     * A weak tag: the same path and organization give the same resource, although the response shows different request
     * ids.
     */
    private static String entityTag(DemoRequest request) {
        String resource = request.path() + "?" + request.query() + " "
                + request.header("X-Organization-Id").orElse("");
        return "W/\"" + sha256(Body.of(resource)).substring(0, 16) + "\"";
    }

    private static void show(ObjectNode headers, String name, String value) {
        String shown = CREDENTIALS.contains(name) ? "present (" + value.length() + " characters)" : value;
        if (headers.has(name)) {
            ArrayNode all = headers.get(name) instanceof ArrayNode several
                    ? several
                    : DemoResponses.object().arrayNode().add(headers.get(name));
            headers.set(name, all.add(shown));
        } else {
            headers.put(name, shown);
        }
    }

    private static String sha256(Body body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body.toByteArray()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
