package dev.crowai.gateway.aws.codec;

import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.http.Headers;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The source of the client's address: the peer that the platform reports, or a header that the deployment trusts
 * ({@code CLIENT_IP_HEADER}). The header may hold an address, {@code address:port} or {@code [address]:port}.
 *
 * @param trustedHeader the name of the header; empty when the peer's address is used. A request without the header uses
 *     the peer's address
 */
record ClientAddressSource(Optional<String> trustedHeader) {
    /** CloudFront always adds a port, also to an IPv6 address, which it writes without brackets. */
    private static final String VIEWER_ADDRESS = "CloudFront-Viewer-Address";

    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)\\](:[0-9]*)?");

    /** An unknown address, as RFC 7239 §6.2 writes it. */
    private static final ClientAddress UNKNOWN = new ClientAddress("unknown");

    ClientAddress of(Headers headers, String sourceIp) {
        return trustedHeader
                .flatMap(headers::first)
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .map(this::fromHeader)
                .orElseGet(() -> isReadable(sourceIp) ? new ClientAddress(sourceIp) : UNKNOWN);
    }

    private ClientAddress fromHeader(String value) {
        Matcher bracketed = BRACKETED.matcher(value);
        if (bracketed.matches()) {
            return new ClientAddress(bracketed.group(1));
        }
        String withoutPort = value.substring(0, Math.max(0, value.lastIndexOf(':')));
        boolean alwaysPort =
                trustedHeader.filter(VIEWER_ADDRESS::equalsIgnoreCase).isPresent();
        List<String> readings = alwaysPort ? List.of(withoutPort, value) : List.of(value, withoutPort);
        return new ClientAddress(readings.stream()
                .filter(ClientAddressSource::isReadable)
                .findFirst()
                .orElse(value));
    }

    private static boolean isReadable(String address) {
        return !new ClientAddress(address).network().equals(ClientAddress.UNPARSABLE);
    }
}
