/**
 * What the local gateway prints while it runs. Imports from {@code local.inspector} downwards; start at {@link
 * dev.crowai.gateway.local.terminal.Terminal}.
 */
@NullMarked
package dev.crowai.gateway.local.terminal;

import org.jspecify.annotations.NullMarked;
