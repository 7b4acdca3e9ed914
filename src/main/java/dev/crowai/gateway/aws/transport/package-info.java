/**
 * HTTP/1.1 to the endpoints of AWS, behind the HTTP client interface of the AWS SDK. Imports no other package of the
 * gateway; start at {@code SocketHttpClient}.
 */
@NullMarked
package dev.crowai.gateway.aws.transport;

import org.jspecify.annotations.NullMarked;
