/**
 * The chain: what a middleware is and what travels through it. Imports from {@code route} downwards; start at {@link dev.crowai.gateway.pipeline.Pipeline}.
 */
@NullMarked
package dev.crowai.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
