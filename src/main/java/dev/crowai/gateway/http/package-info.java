/**
 * HTTP as values: messages, fields, bodies and the error shape. Imports nothing of the gateway; start at {@link dev.crowai.gateway.http.Request}.
 */
@NullMarked
package dev.crowai.gateway.http;

import org.jspecify.annotations.NullMarked;
