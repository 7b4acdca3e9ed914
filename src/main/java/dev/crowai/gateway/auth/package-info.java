/**
 * Identity and organization of a caller. Imports from {@code forward} downwards; start at {@link dev.crowai.gateway.auth.Authenticate}.
 */
@NullMarked
package dev.crowai.gateway.auth;

import org.jspecify.annotations.NullMarked;
