package dev.crowai.gateway.aws.codec;

import java.util.regex.Pattern;

/** What an event came in by. Both send payload format 2.0; the event's {@code domainName} tells them apart. */
public enum Door {
    /** The HTTP API: it decodes the path, and gives up after 30 seconds. */
    HTTP_API,
    /** The function's own URL: it leaves the path as it came, and waits as long as the function may run. */
    FUNCTION_URL;

    /** A client may write a host's name with a dot at its end, and with a port. */
    private static final Pattern FUNCTION_URL_DOMAIN =
            Pattern.compile("[^.]+\\.lambda-url\\.[a-z0-9-]+\\.on\\.aws\\.?(:[0-9]*)?", Pattern.CASE_INSENSITIVE);

    /**
     * The door of an event.
     *
     * @param domainName of the event; an API may have any, so whatever is no function URL's is an API's
     */
    public static Door of(String domainName) {
        return FUNCTION_URL_DOMAIN.matcher(domainName).matches() ? FUNCTION_URL : HTTP_API;
    }
}
