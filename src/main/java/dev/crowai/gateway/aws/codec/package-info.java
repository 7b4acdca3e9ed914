/**
 * Converts events of API Gateway (payload 2.0) to requests, and responses to results of the function. Imports {@code
 * payload} and {@code http}; start at {@link dev.crowai.gateway.aws.codec.HttpApiCodec}.
 */
@NullMarked
package dev.crowai.gateway.aws.codec;

import org.jspecify.annotations.NullMarked;
