package dev.crowai.gateway.aws;

import dev.crowai.gateway.route.Environment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The members that every access-log line has about the function that wrote it. */
final class LogMembers {
    private LogMembers() {}

    /**
     * The members by name.
     *
     * @param variables the environment of the process; a variable that Lambda has not set is left out
     */
    static Map<String, String> of(Environment environment, Map<String, String> variables) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("environment", environment.toString());
        Optional.ofNullable(variables.get("AWS_LAMBDA_FUNCTION_VERSION"))
                .ifPresent(version -> members.put("functionVersion", version));
        Optional.ofNullable(variables.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"))
                .ifPresent(megabytes -> members.put("functionMemoryMb", megabytes));
        Optional.ofNullable(variables.get("AWS_LAMBDA_INITIALIZATION_TYPE"))
                .ifPresent(type -> members.put("initialization", type));
        return members;
    }
}
