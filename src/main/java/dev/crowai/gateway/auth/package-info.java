/**
 * The steps that identify the caller: recognize an internal caller, authenticate, resolve the organization, check
 * access. Imports {@code remember}, {@code jwt}, {@code lookup} and from {@code pipeline} downwards; start at {@link
 * dev.crowai.gateway.auth.Authenticate}.
 */
@NullMarked
package dev.crowai.gateway.auth;

import org.jspecify.annotations.NullMarked;
