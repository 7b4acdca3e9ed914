/**
 * The port to the auth, organization and user services, and its implementation over HTTP. Imports from {@code pipeline} downwards; start at {@link dev.crowai.gateway.lookup.IdentityService}.
 */
@NullMarked
package dev.crowai.gateway.lookup;

import org.jspecify.annotations.NullMarked;
