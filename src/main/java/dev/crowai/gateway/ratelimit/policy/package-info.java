/**
 * The policies of rate limiting: which one a request counts by, and its quota. Imports from {@code pipeline} downwards;
 * start at {@link dev.crowai.gateway.ratelimit.policy.Policy}.
 */
@NullMarked
package dev.crowai.gateway.ratelimit.policy;

import org.jspecify.annotations.NullMarked;
