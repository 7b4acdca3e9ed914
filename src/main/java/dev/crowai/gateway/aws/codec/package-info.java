/**
 * Translates between events of API Gateway (payload 2.0) and requests. Imports {@code payload} and {@code http}; start at {@link dev.crowai.gateway.aws.codec.HttpApiCodec}.
 */
@NullMarked
package dev.crowai.gateway.aws.codec;

import org.jspecify.annotations.NullMarked;
