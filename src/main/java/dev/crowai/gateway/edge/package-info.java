/**
 * What surrounds every request, and the pages that the gateway answers itself. Imports from {@code pipeline} downwards;
 * its features never import one another. Start at {@link dev.crowai.gateway.edge.Cors}.
 */
@NullMarked
package dev.crowai.gateway.edge;

import org.jspecify.annotations.NullMarked;
