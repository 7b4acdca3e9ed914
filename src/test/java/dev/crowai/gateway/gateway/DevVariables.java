package dev.crowai.gateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The variables of a dev deployment, with or without some, and what is wrong with them. */
final class DevVariables {
    static final String INTERNAL = "internal-value-1";
    static final String SERVICE = "service-value-2";
    static final String CRAWLER = "crawler-value-3";

    static final Map<String, String> DEV = Map.of(
            "ENVIRONMENT", "dev",
            "CACHE", "crow-gateway",
            "INTERNAL_GATEWAY_KEY", INTERNAL,
            "SERVICE_API_KEY_ORG_SERVICE", SERVICE,
            "CRAWLER_SERVICE_SECRET", CRAWLER);

    private DevVariables() {}

    static Map<String, String> devWith(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>(DEV);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return variables;
    }

    static Settings with(String... namesAndValues) {
        return Settings.of(devWith(namesAndValues));
    }

    static Map<String, String> without(String... names) {
        Map<String, String> variables = new HashMap<>(DEV);
        List.of(names).forEach(variables::remove);
        return variables;
    }

    /** What is wrong, a line each. */
    static List<String> faults(Map<String, String> variables) {
        SettingsException complaint = catchThrowableOfType(SettingsException.class, () -> Settings.of(variables));
        assertThat(complaint).as("settings that are wrong").isNotNull();
        List<String> lines = String.valueOf(complaint.getMessage()).lines().toList();
        assertThat(lines.getFirst()).isEqualTo("The gateway cannot start:");
        return lines.stream().skip(1).toList();
    }

    static List<String> faultsWith(String... namesAndValues) {
        return faults(devWith(namesAndValues));
    }
}
