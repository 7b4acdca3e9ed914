package dev.crowai.gateway.aws.transport;

import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The destination of a connection.
 *
 * @param secure whether the connection uses TLS
 * @param port 1–65535
 */
record Origin(boolean secure, String host, int port) {

    static Origin of(SdkHttpRequest request) {
        return new Origin(request.protocol().equalsIgnoreCase("https"), request.host(), request.port());
    }

    /** The value of the {@code Host} field. The default port of the scheme is left out (RFC 9110 §7.2). */
    String authority() {
        return port == (secure ? 443 : 80) ? host : host + ":" + port;
    }
}
