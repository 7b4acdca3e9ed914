package dev.crowai.gateway.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address of the client as text, and the network that counts as one client.
 *
 * @param text as the platform gave it, e.g. {@code 203.0.113.7} or {@code 2001:db8::1}
 */
public record ClientAddress(String text) {

    /** What all clients share whose address cannot be read. */
    public static final String UNPARSABLE = "unparsable";

    private static final Pattern ADDRESS_LIKE = Pattern.compile("[0-9A-Za-z:.%_-]{1,64}");

    /** A text that could be no address, and no field value, is {@link #UNPARSABLE} itself. */
    public ClientAddress {
        text = ADDRESS_LIKE.matcher(text).matches() ? text : UNPARSABLE;
    }

    /**
     * The network by which a client is counted (SPEC "Rate limiting"): an IPv4 address as it is, also where it came
     * mapped into IPv6; an IPv6 address by its /64; anything else is {@link #UNPARSABLE}.
     */
    public String network() {
        return parse(text)
                .map(address -> switch (address) {
                    case Inet4Address v4 -> v4.getHostAddress();
                    case Inet6Address v6 -> prefix(v6, 64);
                    default -> UNPARSABLE;
                })
                .orElse(UNPARSABLE);
    }

    /** The /48 of an IPv6 address, which is what a rented line has; empty for any other address. */
    public Optional<String> widerNetwork() {
        return parse(text).filter(Inet6Address.class::isInstance).map(address -> prefix(address, 48));
    }

    private static Optional<InetAddress> parse(String text) {
        String literal = text;
        int zone = literal.indexOf('%');
        if (zone >= 0) {
            literal = literal.substring(0, zone);
        }
        try {
            return Optional.of(
                    literal.indexOf(':') >= 0 ? Inet6Address.ofLiteral(literal) : Inet4Address.ofLiteral(literal));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static String prefix(InetAddress address, int bits) {
        byte[] network = new byte[16];
        System.arraycopy(address.getAddress(), 0, network, 0, bits / Byte.SIZE);
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
