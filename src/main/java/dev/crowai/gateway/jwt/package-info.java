/**
 * Verifies JWTs and holds the key sets for that. Imports {@code lookup} and from {@code pipeline} downwards; start at
 * {@link dev.crowai.gateway.jwt.JwtVerifier}.
 */
@NullMarked
package dev.crowai.gateway.jwt;

import org.jspecify.annotations.NullMarked;
