/**
 * The access rules of the catalogue, decided for one request and its caller. Pure. Imports {@code route}, {@code
 * identity} and {@code http}; start at {@link dev.crowai.gateway.access.AccessRules}.
 */
@NullMarked
package dev.crowai.gateway.access;

import org.jspecify.annotations.NullMarked;
