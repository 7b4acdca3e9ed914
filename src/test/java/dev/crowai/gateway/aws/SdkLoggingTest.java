package dev.crowai.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What the SDK may say through SLF4J. At warn it speaks of itself; below, it prints requests. */
final class SdkLoggingTest {

    @Test
    void only_warnings_are_printed_and_none_in_the_way_of_the_lines_of_the_gateway() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = settings().getFirst().openStream()) {
            properties.load(in);
        }

        assertThat(properties)
                .containsEntry("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .containsEntry("org.slf4j.simpleLogger.logFile", "System.err");
        assertThat(properties.stringPropertyNames())
                .as("no logger is more talkative than the rest")
                .noneMatch(name -> name.startsWith("org.slf4j.simpleLogger.log."));
    }

    @Test
    void nothing_else_on_the_class_path_says_otherwise() throws IOException {
        assertThat(settings()).hasSize(1);
    }

    private static List<URL> settings() throws IOException {
        return Collections.list(SdkLoggingTest.class.getClassLoader().getResources("simplelogger.properties"));
    }
}
