package dev.crowai.gateway.pages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.crowai.gateway.route.OpenTo;
import dev.crowai.gateway.route.Service;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The routes as an OpenAPI 3.1 document. It does not describe the paths below a service's segment, which the service
 * documents itself. Its examples of errors are those of {@link ErrorExample}.
 */
final class OpenApi {
    private static final List<String> ON_A_COLLECTION = List.of("get", "head", "post");
    private static final List<String> BELOW_IT = List.of("get", "head", "post", "put", "patch", "delete");

    /** Fields of responses, each with an example. */
    private static final Map<String, String> FIELDS = new TreeMap<>(Map.of(
            "Cache-Status", "crow; hit; ttl=287",
            "ETag", "\"1c6e7b\"",
            "RateLimit", "\"caller\";r=598;t=120",
            "RateLimit-Policy", "\"caller\";q=600;w=120",
            "Server-Timing", "auth;dur=8.2, cache;dur=1.3, total;dur=11.0",
            "X-Cache", "HIT",
            "X-Cache-Age", "13",
            "X-Gateway-Version", "v1",
            "X-Request-Id", "5f0c2a1e-7f43-4d0e-9b1c-2f1f0a6c7d11"));

    private OpenApi() {}

    /** The document for these rows of the catalogue. */
    static ObjectNode of(List<Service> services) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "CROW core API gateway")
                .put("version", "1")
                .put("description", "The single entry point of the CROW platform. See /docs.");
        document.putArray("servers").addObject().put("url", "/");
        ObjectNode paths = document.putObject("paths");
        page(paths, "/", "root", "The gateway's name", """
                {"status":"ok","service":"core-api-gateway"}""");
        page(paths, "/health", "health", "That the gateway responds", """
                {"status":"healthy","timestamp":"2026-11-26T12:00:00Z"}""");
        ObjectNode ready = page(paths, "/ready", "ready", "Everything that the gateway needs works", """
                {"ready":true,"checks":{"table":true,"secrets":true}}""");
        json(ready.putObject("503").put("description", "Something that the gateway needs does not work"), """
                {"ready":false,"checks":{"table":false,"secrets":true}}""");
        services.forEach(service -> service(paths, service));
        components(document.putObject("components"), services);
        return document;
    }

    private static ObjectNode page(ObjectNode paths, String path, String name, String summary, String example) {
        ObjectNode get = paths.putObject(path).putObject("get");
        get.put("operationId", name).put("summary", summary);
        ObjectNode responses = get.putObject("responses");
        json(responses.putObject("200").put("description", summary), example);
        responses.putObject("default").put("$ref", "#/components/responses/Problem");
        return responses;
    }

    private static void json(ObjectNode response, String example) {
        ObjectNode content = response.putObject("content").putObject("application/json");
        content.putObject("schema").put("type", "object");
        content.putRawValue("example", new RawValue(example));
    }

    private static void service(ObjectNode paths, Service service) {
        String base = "/api/v{n}/" + service.segment();
        ObjectNode collection = item(paths, base, service);
        ON_A_COLLECTION.forEach(method -> operation(collection, method, service, ""));
        ObjectNode below = item(paths, base + "/{rest}", service);
        below.withArray("parameters").addObject().put("$ref", "#/components/parameters/rest");
        BELOW_IT.forEach(method -> operation(below, method, service, "-below"));
    }

    private static ObjectNode item(ObjectNode paths, String path, Service service) {
        ObjectNode item = paths.putObject(path);
        item.put("summary", service.name());
        item.put("description", access(service));
        item.putArray("parameters").addObject().put("$ref", "#/components/parameters/n");
        return item;
    }

    private static void operation(ObjectNode item, String method, Service service, String suffix) {
        ObjectNode operation = item.putObject(method);
        operation.put("operationId", method + "-" + service.segment() + suffix);
        operation.putArray("tags").add(service.name());
        if (service.openTo() != OpenTo.ANYONE) {
            ArrayNode security = operation.putArray("security");
            List.of("sessionCookie", "apiKey", "jwt")
                    .forEach(scheme -> security.addObject().putArray(scheme));
        }
        ObjectNode responses = operation.putObject("responses");
        responses.putObject("2XX").put("$ref", "#/components/responses/OfService");
        responses.putObject("default").put("$ref", "#/components/responses/Problem");
    }

    /** Who may use which path, one line for each rule. */
    private static String access(Service service) {
        return AccessTable.of(service).stream()
                .map(line -> line.methods() + " " + line.path() + ": " + line.openTo())
                .collect(Collectors.joining("\n"));
    }

    private static void components(ObjectNode components, List<Service> services) {
        ObjectNode parameters = components.putObject("parameters");
        parameter(parameters, "n", "The version: one or more digits").put("pattern", "^[0-9]+$");
        parameter(parameters, "rest", "What follows the segment; it may hold further slashes");
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("sessionCookie")
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", "__Secure-better-auth.session_token");
        schemes.putObject("apiKey").put("type", "apiKey").put("in", "header").put("name", "X-API-Key");
        schemes.putObject("jwt").put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
        ofService(components);
        problem(components, services);
    }

    private static ObjectNode parameter(ObjectNode parameters, String name, String description) {
        ObjectNode parameter = parameters.putObject(name);
        parameter.put("name", name).put("in", "path").put("required", true).put("description", description);
        return parameter.putObject("schema").put("type", "string");
    }

    private static void ofService(ObjectNode components) {
        ObjectNode fields = components.putObject("headers");
        ObjectNode response = components.putObject("responses").putObject("OfService");
        response.put("description", "The service's own response, of any media type");
        ObjectNode used = response.putObject("headers");
        FIELDS.forEach((name, example) -> {
            fields.putObject(name)
                    .put("description", "See /docs")
                    .put("example", example)
                    .putObject("schema")
                    .put("type", "string");
            used.putObject(name).put("$ref", "#/components/headers/" + name);
        });
        ObjectNode any = response.putObject("content");
        any.putObject("application/json").putObject("schema");
        any.putObject("*/*").putObject("schema");
    }

    private static void problem(ObjectNode components, List<Service> services) {
        ObjectNode schema = components.putObject("schemas").putObject("Problem").put("type", "object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (String member : List.of("error", "message", "requestId")) {
            required.add(member);
            properties.putObject(member).put("type", "string");
        }
        ObjectNode response = components.withObject("/responses").putObject("Problem");
        response.put("description", "An error of the gateway, or of the service in a shape of its own");
        ObjectNode content = response.putObject("content").putObject("application/json");
        content.putObject("schema").put("$ref", "#/components/schemas/Problem");
        ObjectNode examples = content.putObject("examples");
        ErrorExample.of(services.getFirst())
                .forEach(error -> examples.putObject(Integer.toString(error.status()))
                        .put("summary", error.when())
                        .putRawValue("value", new RawValue(error.body())));
    }
}
