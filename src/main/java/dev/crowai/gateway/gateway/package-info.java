/**
 * The gateway put together. Imports every package but {@code aws} and {@code local}; start at {@link
 * dev.crowai.gateway.gateway.Gateway}.
 */
@NullMarked
package dev.crowai.gateway.gateway;

import org.jspecify.annotations.NullMarked;
