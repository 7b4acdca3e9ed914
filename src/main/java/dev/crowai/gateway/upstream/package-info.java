/**
 * The port for every call to a service. Imports {@code http}; start at {@link dev.crowai.gateway.upstream.Upstream}.
 */
@NullMarked
package dev.crowai.gateway.upstream;

import org.jspecify.annotations.NullMarked;
