package dev.crowai.gateway.gateway;

import dev.crowai.gateway.http.Headers;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings about the proxy in front of the gateway (SPEC "Configuration").
 *
 * @param verify {@code ORIGIN_VERIFY}: which requests must come through the proxy
 * @param clientIpHeader {@code CLIENT_IP_HEADER}: the header in which the proxy sends the client's address
 * @param publicHost {@code PUBLIC_HOST}: the host name that clients use
 */
public record FrontProxy(Verify verify, Optional<String> clientIpHeader, Optional<String> publicHost) {
    /** The settings without a proxy. */
    public static final FrontProxy NONE = new FrontProxy(Verify.URL, Optional.empty(), Optional.empty());

    private static final Pattern HOST = Pattern.compile(
            "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*(:[0-9]{1,5})?");
    private static final int LONGEST_HOST = 255;

    /** Which requests must prove that they came through the proxy. */
    public enum Verify {
        /** Requests to a function URL. Requests to the API itself need no proof. */
        URL,
        /** All requests. */
        ALL;

        static Optional<Verify> named(String name) {
            return switch (name) {
                case "url" -> Optional.of(URL);
                case "all" -> Optional.of(ALL);
                default -> Optional.empty();
            };
        }
    }

    static FrontProxy of(Variables in) {
        return new FrontProxy(
                in.parsed("ORIGIN_VERIFY", Verify::named, "url or all").orElse(Verify.URL),
                in.parsed("CLIENT_IP_HEADER", name -> Optional.of(name).filter(Headers::isToken), "a field name"),
                in.parsed("PUBLIC_HOST", FrontProxy::host, "a host name, with a port if need be"));
    }

    private static Optional<String> host(String text) {
        return Optional.of(text)
                .filter(host ->
                        host.length() <= LONGEST_HOST && HOST.matcher(host).matches());
    }

    /** Whether these settings require {@code ORIGIN_VERIFY_SECRET}. */
    boolean needsSecret() {
        return verify == Verify.ALL || clientIpHeader.isPresent();
    }
}
