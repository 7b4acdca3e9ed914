/**
 * The Lambda function and all that knows AWS. Imports everything but {@code local}; start at {@code GatewayFunction}.
 */
@NullMarked
package dev.crowai.gateway.aws;

import org.jspecify.annotations.NullMarked;
