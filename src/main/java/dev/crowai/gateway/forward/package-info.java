/**
 * The trust boundary: what goes to a service and what comes back from it. Imports from {@code pipeline} downwards; start at {@link dev.crowai.gateway.forward.Forward}.
 */
@NullMarked
package dev.crowai.gateway.forward;

import org.jspecify.annotations.NullMarked;
