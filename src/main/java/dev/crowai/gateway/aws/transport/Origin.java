package dev.crowai.gateway.aws.transport;

import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Where a connection leads to.
 *
 * @param secure whether TLS is spoken
 * @param port 1–65535
 */
record Origin(boolean secure, String host, int port) {

    static Origin of(SdkHttpRequest request) {
        return new Origin(request.protocol().equalsIgnoreCase("https"), request.host(), request.port());
    }

    /** The value of the {@code Host} field: without the port where it is the scheme's own (RFC 9110 §7.2). */
    String authority() {
        return port == (secure ? 443 : 80) ? host : host + ":" + port;
    }
}
