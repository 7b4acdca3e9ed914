package dev.crowai.gateway.route;

import dev.crowai.gateway.http.Method;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One line of SPEC "Access rules": who may use a path of a service. The first rule of a row that matches a path
 * decides.
 *
 * @param methods the methods of the rule; GET includes HEAD
 * @param path the path after the service's segment
 * @param openTo who may use the path; in addition, every {@link CallerId} id in the path must be the caller's
 * @param body the required fields of the JSON body; empty when the body is not read
 * @param reason the reason for the rule, for the documentation
 */
public record AccessRule(Set<Method> methods, PathPattern path, OpenTo openTo, List<BodyField> body, String reason) {

    /**
     * A field of a JSON body that must be the caller's own id.
     *
     * @param name the name of the field, compared exactly
     * @param required whether the field must be present
     */
    public record BodyField(String name, CallerId own, boolean required) {

        @Override
        public String toString() {
            return name + " = " + (required ? own : "absent or " + own);
        }
    }

    public AccessRule {
        methods = Set.copyOf(methods);
        body = List.copyOf(body);
    }

    public boolean isAbout(Method method) {
        return methods.contains(method == Method.HEAD ? Method.GET : method);
    }

    /** The methods as the documentation shows them. */
    public String methodNames() {
        return names(methods);
    }

    static String names(Set<Method> methods) {
        return methods.size() == Method.values().length
                ? "any"
                : methods.stream().sorted().map(Method::name).collect(Collectors.joining(", "));
    }

    /** Who may use the path, and with which body, as the documentation shows it. */
    public String condition() {
        return body.isEmpty()
                ? openTo.toString()
                : openTo + ", body " + body.stream().map(BodyField::toString).collect(Collectors.joining(" and "));
    }
}
