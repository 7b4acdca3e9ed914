/**
 * The trust boundary: what is sent to a service and what is returned from it. Imports from {@code pipeline} downwards;
 * start at {@link dev.crowai.gateway.forward.Forward}.
 */
@NullMarked
package dev.crowai.gateway.forward;

import org.jspecify.annotations.NullMarked;
