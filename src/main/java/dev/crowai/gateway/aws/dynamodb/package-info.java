/** The store on DynamoDB. Imports {@code store} and {@code aws.transport}; start at {@code StoreClient}. */
@NullMarked
package dev.crowai.gateway.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
