package dev.crowai.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An ordered list of header fields. Names are compared without regard to letter case, the same in every locale. A name
 * may occur more than once.
 *
 * <p>{@link #toString} shows names only, because values may be credentials.
 */
public final class Headers {
    public static final Headers EMPTY = new Headers(List.of());

    /** One field line. {@code name} keeps its original letter case. */
    public record Field(String name, String value) {
        /**
         * A field that may be sent.
         *
         * @throws IllegalArgumentException when the name is not a token (RFC 9110 §5.6.2), or the value holds CR, LF or
         *     NUL
         */
        public Field {
            if (!isToken(name)) {
                throw new IllegalArgumentException("not a field name");
            }
            if (!isValue(value)) {
                throw new IllegalArgumentException("field value with CR, LF or NUL: " + name);
            }
        }

        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Field> fields;

    private Headers(List<Field> fields) {
        this.fields = fields;
    }

    /**
     * Fields in this order.
     *
     * @param namesAndValues name, value, name, value, …
     */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a name without a value");
        }
        List<Field> fields = new ArrayList<>(namesAndValues.length / 2);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return of(fields);
    }

    public static Headers of(List<Field> fields) {
        return fields.isEmpty() ? EMPTY : new Headers(List.copyOf(fields));
    }

    public List<Field> fields() {
        return fields;
    }

    /** The first value of a name. */
    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.is(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (Field field : fields) {
            if (field.is(name)) {
                values.add(field.value());
            }
        }
        return List.copyOf(values);
    }

    /** All values of a list-based field as one, joined by commas (RFC 9110 §5.3). */
    public Optional<String> joined(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** These fields, and one more at the end. */
    public Headers plus(String name, String value) {
        List<Field> more = new ArrayList<>(fields.size() + 1);
        more.addAll(fields);
        more.add(new Field(name, value));
        return new Headers(List.copyOf(more));
    }

    public Headers plus(Headers others) {
        if (others.fields.isEmpty()) {
            return this;
        }
        List<Field> more = new ArrayList<>(fields.size() + others.fields.size());
        more.addAll(fields);
        more.addAll(others.fields);
        return new Headers(List.copyOf(more));
    }

    /** These fields with every field of that name replaced by one. */
    public Headers with(String name, String value) {
        return without(name).plus(name, value);
    }

    public Headers without(String name) {
        if (!has(name)) {
            return this;
        }
        List<Field> kept = new ArrayList<>(fields.size());
        for (Field field : fields) {
            if (!field.is(name)) {
                kept.add(field);
            }
        }
        return of(kept);
    }

    /** Only the fields for which {@code test} is true. */
    public Headers keep(Predicate<Field> test) {
        return of(fields.stream().filter(test).toList());
    }

    /** Field names in lower case, independent of the locale. */
    public Set<String> names() {
        return fields.stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a text is a token (RFC 9110 §5.6.2). Field names are tokens. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** Whether a text may be a field value: it contains no CR, LF or NUL (RFC 9110 §5.5). */
    public static boolean isValue(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 && text.indexOf(0) < 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && fields.equals(headers.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
