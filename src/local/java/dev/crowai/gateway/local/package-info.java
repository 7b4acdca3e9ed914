/**
 * The gateway on a developer's machine: an HTTP server in front of the Lambda function, an embedded table and demo
 * services. Never in the Lambda artifact. Imports everything; start at {@link dev.crowai.gateway.local.LocalGateway}.
 */
@NullMarked
package dev.crowai.gateway.local;

import org.jspecify.annotations.NullMarked;
