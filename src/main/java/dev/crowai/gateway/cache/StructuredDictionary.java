package dev.crowai.gateway.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Parses a dictionary of structured fields (RFC 8941 §4.2.2). The whole syntax is checked. Of each member, only what
 * cache directives need is returned: a boolean, an integer, or {@link Other}. Parameters are checked and ignored (RFC
 * 9213 §2.1).
 */
final class StructuredDictionary {

    /** The value of a member. */
    sealed interface Value {
        /** A boolean; a member without a value is true. */
        record Truth(boolean value) implements Value {}

        /** An integer of at most 15 digits. */
        record Whole(long value) implements Value {}

        /** A decimal, string, token, byte sequence or inner list. */
        record Other() implements Value {}
    }

    private static final int MOST_INTEGER_DIGITS = 15;
    private static final int MOST_DECIMAL_DIGITS = 12;
    private static final int MOST_FRACTION_DIGITS = 3;
    private static final char END = '\0';

    private final String text;
    private int at;

    private StructuredDictionary(String text) {
        this.text = text;
    }

    /** The members by key; if a key repeats, the last member counts. Empty when the text is not a valid dictionary. */
    static Optional<Map<String, Value>> parse(String text) {
        try {
            return Optional.of(new StructuredDictionary(text).dictionary());
        } catch (MalformedException malformed) {
            return Optional.empty();
        }
    }

    private static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private Map<String, Value> dictionary() throws MalformedException {
        Map<String, Value> members = new LinkedHashMap<>();
        skip(" ");
        if (isAtEnd()) {
            return members;
        }
        while (true) {
            String key = key();
            Value value = take('=') ? member() : new Value.Truth(true);
            parameters();
            members.put(key, value);
            skip(" \t");
            if (isAtEnd()) {
                return members;
            }
            require(take(','));
            skip(" \t");
        }
    }

    private Value member() throws MalformedException {
        return take('(') ? innerList() : item();
    }

    private Value innerList() throws MalformedException {
        while (true) {
            skip(" ");
            if (take(')')) {
                return new Value.Other();
            }
            var _ = item();
            parameters();
            require(peek() == ' ' || peek() == ')');
        }
    }

    private void parameters() throws MalformedException {
        while (take(';')) {
            skip(" ");
            var _ = key();
            if (take('=')) {
                var _ = item();
            }
        }
    }

    private Value item() throws MalformedException {
        char c = peek();
        if (c == '-' || isDigit(c)) {
            return number();
        }
        at++;
        return switch (c) {
            case '?' -> truth();
            case '"' -> string();
            case ':' -> bytes();
            default -> token(c);
        };
    }

    private Value number() throws MalformedException {
        boolean negative = take('-');
        String whole = digits();
        if (take('.')) {
            int fraction = digits().length();
            require(whole.length() <= MOST_DECIMAL_DIGITS && fraction <= MOST_FRACTION_DIGITS);
            return new Value.Other();
        }
        require(whole.length() <= MOST_INTEGER_DIGITS);
        long value = Long.parseLong(whole);
        return new Value.Whole(negative ? -value : value);
    }

    private String digits() throws MalformedException {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        require(at > start);
        return text.substring(start, at);
    }

    private Value truth() throws MalformedException {
        boolean value = take('1');
        require(value || take('0'));
        return new Value.Truth(value);
    }

    private Value string() throws MalformedException {
        while (!take('"')) {
            if (take('\\')) {
                require(peek() == '"' || peek() == '\\');
            }
            require(isVisible(peek()));
            at++;
        }
        return new Value.Other();
    }

    private Value bytes() throws MalformedException {
        while (!take(':')) {
            require(isAlphanumeric(peek()) || "+/=".indexOf(peek()) >= 0);
            at++;
        }
        return new Value.Other();
    }

    private Value token(char first) throws MalformedException {
        require(isLetter(first) || first == '*');
        while (isAlphanumeric(peek()) || (peek() != END && "!#$%&'*+-.^_`|~:/".indexOf(peek()) >= 0)) {
            at++;
        }
        return new Value.Other();
    }

    private String key() throws MalformedException {
        int start = at;
        require(isLower(peek()) || peek() == '*');
        while (isLower(peek()) || isDigit(peek()) || (peek() != END && "_-.*".indexOf(peek()) >= 0)) {
            at++;
        }
        return text.substring(start, at);
    }

    private static void require(boolean wellFormed) throws MalformedException {
        if (!wellFormed) {
            throw new MalformedException();
        }
    }

    private boolean isAtEnd() {
        return at >= text.length();
    }

    /** The next character. At the end, it is {@link #END}, which no field value contains. */
    private char peek() {
        return isAtEnd() ? END : text.charAt(at);
    }

    private boolean take(char expected) {
        boolean there = peek() == expected;
        if (there) {
            at++;
        }
        return there;
    }

    private void skip(String characters) {
        while (!isAtEnd() && characters.indexOf(peek()) >= 0) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetter(char c) {
        return isLower(c) || (c >= 'A' && c <= 'Z');
    }

    private static boolean isAlphanumeric(char c) {
        return isLetter(c) || isDigit(c);
    }

    private static boolean isVisible(char c) {
        return c >= ' ' && c <= '~';
    }
}
