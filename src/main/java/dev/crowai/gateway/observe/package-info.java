/**
 * The log line of a request and its metrics. Imports from {@code pipeline} downwards; start at {@link dev.crowai.gateway.observe.AccessLog}.
 */
@NullMarked
package dev.crowai.gateway.observe;

import org.jspecify.annotations.NullMarked;
