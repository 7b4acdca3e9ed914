/**
 * The identity of the caller and the credentials that prove it. Imports {@code http}; start at {@link
 * dev.crowai.gateway.identity.Identity}.
 */
@NullMarked
package dev.crowai.gateway.identity;

import org.jspecify.annotations.NullMarked;
