/**
 * The pages that the gateway serves itself. Imports from {@code pipeline} downwards; start at {@link dev.crowai.gateway.pages.BuiltInPages}.
 */
@NullMarked
package dev.crowai.gateway.pages;

import org.jspecify.annotations.NullMarked;
