package dev.crowai.gateway.pages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.route.OpenTo;
import dev.crowai.gateway.route.Service;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The routes as an OpenAPI 3.1 document. It does not describe the paths below a service's segment, which the service
 * documents itself.
 */
final class OpenApi {
    private static final List<String> METHODS = List.of("get", "head", "post", "put", "patch", "delete");

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
        page(paths, "/", "The gateway's name");
        page(paths, "/health", "That the gateway answers");
        page(paths, "/ready", "Whether everything that the gateway needs works")
                .putObject("503")
                .put("description", "Something does not work");
        services.forEach(service -> service(paths, service));
        components(document.putObject("components"));
        return document;
    }

    private static ObjectNode page(ObjectNode paths, String path, String summary) {
        ObjectNode get = paths.putObject(path).putObject("get").put("summary", summary);
        ObjectNode responses = get.putObject("responses");
        responses.putObject("200").put("description", summary);
        return responses;
    }

    private static void service(ObjectNode paths, Service service) {
        ObjectNode item = paths.putObject("/api/v{n}/" + service.segment() + "/{rest}");
        item.put("summary", service.name());
        item.put("description", access(service));
        ArrayNode parameters = item.putArray("parameters");
        parameters.addObject().put("$ref", "#/components/parameters/n");
        parameters.addObject().put("$ref", "#/components/parameters/rest");
        for (String method : METHODS) {
            ObjectNode operation = item.putObject(method);
            operation.putArray("tags").add(service.name());
            if (service.openTo() != OpenTo.ANYONE) {
                ArrayNode security = operation.putArray("security");
                List.of("sessionCookie", "apiKey", "jwt")
                        .forEach(scheme -> security.addObject().putArray(scheme));
            }
            responses(operation.putObject("responses"));
        }
    }

    /** Who may use which path, one line for each rule. */
    private static String access(Service service) {
        return AccessTable.of(service).stream()
                .map(line -> line.methods() + " " + line.path() + ": " + line.openTo())
                .collect(Collectors.joining("\n"));
    }

    private static void responses(ObjectNode responses) {
        responses.putObject("2XX").put("description", "The service's own answer");
        responses.putObject("default").put("$ref", "#/components/responses/Problem");
    }

    private static void components(ObjectNode components) {
        ObjectNode parameters = components.putObject("parameters");
        parameter(parameters, "n", "The version: one or more digits").put("pattern", "^[0-9]+$");
        parameter(parameters, "rest", "What follows the segment; it may be empty or hold further slashes");
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("sessionCookie")
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", "__Secure-better-auth.session_token");
        schemes.putObject("apiKey").put("type", "apiKey").put("in", "header").put("name", "X-API-Key");
        schemes.putObject("jwt").put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
        problem(components);
    }

    private static ObjectNode parameter(ObjectNode parameters, String name, String description) {
        ObjectNode parameter = parameters.putObject(name);
        parameter.put("name", name).put("in", "path").put("required", true).put("description", description);
        return parameter.putObject("schema").put("type", "string");
    }

    private static void problem(ObjectNode components) {
        ObjectNode schema = components.putObject("schemas").putObject("Problem").put("type", "object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (String member : List.of("error", "message", "requestId")) {
            required.add(member);
            properties.putObject(member).put("type", "string");
        }
        ObjectNode response = components.putObject("responses").putObject("Problem");
        response.put("description", "An error of the gateway, or of the service in a shape of its own");
        response.putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
    }
}
