/**
 * Restarts the local gateway when its classes change. Imports nothing; start at {@link
 * dev.crowai.gateway.local.watch.Restarts}.
 */
@NullMarked
package dev.crowai.gateway.local.watch;

import org.jspecify.annotations.NullMarked;
