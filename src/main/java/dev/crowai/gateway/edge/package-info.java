/**
 * The outermost steps of every request: CORS, security headers, content of HEAD, error boundary, correlation. Imports
 * {@code observe} and from {@code pipeline} downwards; start at {@link dev.crowai.gateway.edge.Recover}.
 */
@NullMarked
package dev.crowai.gateway.edge;

import org.jspecify.annotations.NullMarked;
