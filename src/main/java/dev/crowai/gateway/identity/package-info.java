/**
 * Who is calling, and what proves it. Imports {@code http}; start at {@link dev.crowai.gateway.identity.Identity}.
 */
@NullMarked
package dev.crowai.gateway.identity;

import org.jspecify.annotations.NullMarked;
