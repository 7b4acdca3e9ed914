/**
 * The shared store as two ports and their in-memory twin. Imports nothing of the gateway; start at {@link dev.crowai.gateway.store.KeyValueStore}.
 */
@NullMarked
package dev.crowai.gateway.store;

import org.jspecify.annotations.NullMarked;
