/**
 * The AWS door: the Lambda handler, the DynamoDB table and the secrets. Imports everything below; start at {@code GatewayFunction}.
 */
@NullMarked
package dev.crowai.gateway.aws;

import org.jspecify.annotations.NullMarked;
