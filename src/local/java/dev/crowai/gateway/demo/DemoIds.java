package dev.crowai.gateway.demo;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** Random ids in the auth service's alphabet. */
final class DemoIds {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final SecureRandom random = new SecureRandom();

    /** A random id of 32 letters. */
    String next() {
        return random.ints(32, 0, LETTERS.length())
                .mapToObj(i -> LETTERS.substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
