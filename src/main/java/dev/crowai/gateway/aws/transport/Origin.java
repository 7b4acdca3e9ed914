package dev.crowai.gateway.aws.transport;

import java.net.URI;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The destination of a connection.
 *
 * @param secure whether the connection uses TLS
 * @param port 1–65535
 */
public record Origin(boolean secure, String host, int port) {

    /** The origin of an endpoint. */
    public static Origin of(URI endpoint) {
        boolean secure = endpoint.getScheme().equalsIgnoreCase("https");
        int port = endpoint.getPort() >= 0 ? endpoint.getPort() : secure ? 443 : 80;
        return new Origin(secure, endpoint.getHost(), port);
    }

    static Origin of(SdkHttpRequest request) {
        return new Origin(request.protocol().equalsIgnoreCase("https"), request.host(), request.port());
    }

    /** The value of the {@code Host} field. The default port of the scheme is left out (RFC 9110 §7.2). */
    public String authority() {
        return port == (secure ? 443 : 80) ? host : host + ":" + port;
    }
}
