/**
 * What is remembered about callers: a two-level cache whose values are encrypted in the store, and its evictions.
 * Imports {@code jwt}, {@code lookup} and from {@code pipeline} downwards; start at {@link
 * dev.crowai.gateway.remember.RememberedIdentities}.
 */
@NullMarked
package dev.crowai.gateway.remember;

import org.jspecify.annotations.NullMarked;
