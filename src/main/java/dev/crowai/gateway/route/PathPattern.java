package dev.crowai.gateway.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A pattern for the path after a service's segment, such as {@code by-auth-id/{own auth id}} or {@code sessions/…}. A
 * name in braces matches one segment: one of the caller's own ids if the name is in {@link CallerId}, else any id. A final
 * {@code …} matches the path before it and everything below that path. Pure.
 */
public final class PathPattern {
    private static final String BELOW = "…";

    /**
     * An id in a path that must be the caller's own.
     *
     * @param value the segment, with its parameters and in its letter case
     */
    public record Claim(CallerId own, String value) {}

    private sealed interface Part {

        record Literal(String text) implements Part {}

        record AnyId() implements Part {}

        record OwnId(CallerId own) implements Part {}
    }

    private final String text;
    private final List<Part> parts;
    private final boolean below;

    private PathPattern(String text, List<Part> parts, boolean below) {
        this.text = text;
        this.parts = parts;
        this.below = below;
    }

    /** Parses a pattern; it has no leading slash. */
    public static PathPattern of(String text) {
        List<String> segments = new ArrayList<>(Arrays.asList(text.split("/", -1)));
        boolean below = segments.removeIf(BELOW::equals);
        List<Part> parts = segments.stream()
                .filter(segment -> !segment.isEmpty())
                .map(PathPattern::part)
                .toList();
        return new PathPattern(text, parts, below);
    }

    private static Part part(String segment) {
        if (!segment.startsWith("{")) {
            return new Part.Literal(segment);
        }
        return CallerId.named(segment.substring(1, segment.length() - 1))
                .<Part>map(Part.OwnId::new)
                .orElseGet(Part.AnyId::new);
    }

    /**
     * Compares with the segments of one reading of a {@link DecodedPath}.
     *
     * @return the ids that must be the caller's own; empty when the pattern does not match
     */
    public Optional<List<Claim>> match(List<String> segments) {
        if (segments.size() < parts.size() || (!below && segments.size() > parts.size())) {
            return Optional.empty();
        }
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String segment = segments.get(i);
            switch (parts.get(i)) {
                case Part.Literal(String literal) -> {
                    if (!DecodedPath.literal(segment).equals(literal)) {
                        return Optional.empty();
                    }
                }
                case Part.AnyId _ -> {}
                case Part.OwnId(CallerId own) -> claims.add(new Claim(own, segment));
            }
        }
        return Optional.of(List.copyOf(claims));
    }

    @Override
    public String toString() {
        return text;
    }
}
