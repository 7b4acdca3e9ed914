/**
 * The catalogue of services and the routes to them. Imports {@code http}; start at {@link
 * dev.crowai.gateway.route.Services}.
 */
@NullMarked
package dev.crowai.gateway.route;

import org.jspecify.annotations.NullMarked;
