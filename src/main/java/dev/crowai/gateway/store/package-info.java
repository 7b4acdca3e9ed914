/**
 * The two ports of the shared store, and their implementation in memory. Imports nothing of the gateway; start at
 * {@link dev.crowai.gateway.store.KeyValueStore}.
 */
@NullMarked
package dev.crowai.gateway.store;

import org.jspecify.annotations.NullMarked;
