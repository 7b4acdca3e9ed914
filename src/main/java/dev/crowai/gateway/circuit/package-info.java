/**
 * Leaving a failing dependency alone for a moment. Imports nothing of the gateway; start at {@link dev.crowai.gateway.circuit.CircuitBreaker}.
 */
@NullMarked
package dev.crowai.gateway.circuit;

import org.jspecify.annotations.NullMarked;
