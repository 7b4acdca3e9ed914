/**
 * What was found out about callers, remembered: a two-level cache, sealed in the store, and its evictions. Imports {@code jwt}, {@code lookup} and from {@code pipeline} downwards; start at {@link dev.crowai.gateway.remember.RememberedIdentities}.
 */
@NullMarked
package dev.crowai.gateway.remember;

import org.jspecify.annotations.NullMarked;
