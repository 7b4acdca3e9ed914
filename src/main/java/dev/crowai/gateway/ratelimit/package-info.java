/**
 * How many requests a client may make. Imports {@code store} and from {@code pipeline} downwards; start at {@link
 * dev.crowai.gateway.ratelimit.RateLimit}.
 */
@NullMarked
package dev.crowai.gateway.ratelimit;

import org.jspecify.annotations.NullMarked;
