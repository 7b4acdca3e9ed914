/**
 * The complete gateway, composed from its parts. Imports every package except {@code aws} and {@code local}; start at
 * {@link dev.crowai.gateway.gateway.Gateway}.
 */
@NullMarked
package dev.crowai.gateway.gateway;

import org.jspecify.annotations.NullMarked;
