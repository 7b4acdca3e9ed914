/**
 * The chain: what a step is, and what the steps pass on. Imports from {@code route} downwards; start at {@link
 * dev.crowai.gateway.pipeline.Pipeline}.
 */
@NullMarked
package dev.crowai.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
