/**
 * The store on DynamoDB. Imports {@code store} and {@code aws.transport}; start at
 * {@link dev.crowai.gateway.aws.dynamodb.DynamoDbStore}.
 */
@NullMarked
package dev.crowai.gateway.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
