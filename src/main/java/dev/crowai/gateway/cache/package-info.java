/**
 * The response cache (RFC 9111). Imports {@code pipeline}, {@code route}, {@code identity}, {@code http} and {@code store}; start at {@link dev.crowai.gateway.cache.CacheResponses}.
 */
@NullMarked
package dev.crowai.gateway.cache;

import org.jspecify.annotations.NullMarked;
