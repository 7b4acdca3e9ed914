/**
 * Makes responses fit Lambda's limit: size, form, compression. Imports from {@code pipeline} downwards; start at {@link
 * dev.crowai.gateway.payload.FitPayload}.
 */
@NullMarked
package dev.crowai.gateway.payload;

import org.jspecify.annotations.NullMarked;
