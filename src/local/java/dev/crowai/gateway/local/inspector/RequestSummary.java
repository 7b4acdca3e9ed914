package dev.crowai.gateway.local.inspector;

import java.time.Instant;

/**
 * A finished request in one row. A text is empty where there is nothing to say.
 *
 * @param number counts from 1
 * @param path the path as it came, which may hold a secret
 * @param loggedPath the path as the log shows it, without secrets
 * @param service the service's name, or {@code gateway}
 * @param who a person's name, such as {@code ann@acme}, or else the kind of the caller
 * @param cache what the cache did, in lower case
 * @param limit what the rate limiter decided, in lower case
 * @param refusal why the gateway refused the request
 * @param milliseconds from its arrival to its response
 */
public record RequestSummary(
        long number,
        Instant at,
        String method,
        String path,
        String query,
        String loggedPath,
        int status,
        String service,
        String who,
        String cache,
        String limit,
        String refusal,
        double milliseconds) {}
