package dev.crowai.gateway.aws.codec;

import java.util.regex.Pattern;

/**
 * The entry by which an event came in. Both send payload format 2.0; the event's {@code domainName} distinguishes them.
 */
public enum Door {
    /** The HTTP API. It decodes the path, and returns an error after 30 seconds. */
    HTTP_API,
    /** The function's own URL. It does not change the path, and waits as long as the function may run. */
    FUNCTION_URL;

    /** A client may write the host name with a final dot and with a port. */
    private static final Pattern FUNCTION_URL_DOMAIN =
            Pattern.compile("[^.]+\\.lambda-url\\.[a-z0-9-]+\\.on\\.aws\\.?(:[0-9]*)?", Pattern.CASE_INSENSITIVE);

    /**
     * The door of an event.
     *
     * @param domainName the event's domain name; every domain that is not one of a function URL belongs to an API,
     *     because an API may have any domain
     */
    public static Door of(String domainName) {
        return FUNCTION_URL_DOMAIN.matcher(domainName).matches() ? FUNCTION_URL : HTTP_API;
    }
}
