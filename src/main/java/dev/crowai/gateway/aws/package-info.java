/**
 * The Lambda entry: the function, its time limit and its log. Imports every room below; start at {@link
 * dev.crowai.gateway.aws.GatewayFunction}.
 */
@NullMarked
package dev.crowai.gateway.aws;

import org.jspecify.annotations.NullMarked;
