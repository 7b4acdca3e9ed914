/**
 * Refuses calls to a dependency for a short time after it has failed repeatedly. Imports nothing of the gateway; start
 * at {@link dev.crowai.gateway.circuit.CircuitBreaker}.
 */
@NullMarked
package dev.crowai.gateway.circuit;

import org.jspecify.annotations.NullMarked;
