package dev.crowai.gateway.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.crowai.gateway.local.TemplateYaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the project's root as JSON trees. */
final class ProjectFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProjectFiles() {}

    static JsonNode yaml(String path) {
        return TemplateYaml.parse(text(path));
    }

    static JsonNode toml(String path) {
        try {
            return new TomlMapper().readTree(text(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(path, failure);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException failure) {
            throw new UncheckedIOException(text, failure);
        }
    }

    static String text(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(path, failure);
        }
    }
}
