/**
 * Collections of requests for editors and for Bruno, made from {@code events/}. Imports from {@code http} alone; start at
 * {@link dev.crowai.gateway.local.collection.CollectionFiles}.
 */
@NullMarked
package dev.crowai.gateway.local.collection;

import org.jspecify.annotations.NullMarked;
