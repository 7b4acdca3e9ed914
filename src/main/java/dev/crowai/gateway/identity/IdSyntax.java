package dev.crowai.gateway.identity;

import java.util.regex.Pattern;

/**
 * The syntax of the ids of users, organizations and members (SPEC "Identity"), and of an {@code X-Request-Id} that a
 * client sends (SPEC "Forwarding"). Pure.
 */
public final class IdSyntax {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern UUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private IdSyntax() {}

    /** Whether the text is an id: 1–128 of {@code A-Za-z0-9._-}. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Whether the text is a UUID (RFC 9562 §4). An organization id that is not a UUID is an id of the auth service. */
    public static boolean isUuid(String text) {
        return UUID.matcher(text).matches();
    }
}
