/**
 * The forms on {@code /docs} that send requests. Imports from {@code local.inspector} downwards; start at {@link
 * dev.crowai.gateway.local.docs.DocsForms}.
 */
@NullMarked
package dev.crowai.gateway.local.docs;

import org.jspecify.annotations.NullMarked;
