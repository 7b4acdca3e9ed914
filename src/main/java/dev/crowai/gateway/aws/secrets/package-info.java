/**
 * The platform's secrets from Secrets Manager. Imports {@code gateway} and below; start at {@link dev.crowai.gateway.aws.secrets.Secrets}.
 */
@NullMarked
package dev.crowai.gateway.aws.secrets;

import org.jspecify.annotations.NullMarked;
