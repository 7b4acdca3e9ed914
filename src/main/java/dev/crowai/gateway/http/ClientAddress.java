package dev.crowai.gateway.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address of the client as text, and the network that the rate limiter counts as one client.
 *
 * @param text as the platform gave it, e.g. {@code 203.0.113.7} or {@code 2001:db8::1}
 */
public record ClientAddress(String text) {

    /** The value for every client whose address cannot be parsed. All of them count as one client. */
    public static final String UNPARSABLE = "unparsable";

    private static final Pattern ADDRESS_LIKE = Pattern.compile("[0-9A-Za-z:.%_-]{1,64}");

    /** A text that cannot be an address or a field value is replaced by {@link #UNPARSABLE}. */
    public ClientAddress {
        text = ADDRESS_LIKE.matcher(text).matches() ? text : UNPARSABLE;
    }

    /**
     * The network that counts as one client (SPEC "Rate limiting"). For an IPv4 address, also one mapped into IPv6, it
     * is the IPv4 address; for an IPv6 address it is the /64 prefix; for anything else it is {@link #UNPARSABLE}.
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

    /**
     * The /48 prefix of an IPv6 address, the usual size of the network of one customer. Empty for any other address.
     */
    public Optional<String> widerNetwork() {
        return parse(text).filter(Inet6Address.class::isInstance).map(address -> prefix(address, 48));
    }

    /** The widest network that may belong to one customer: the /48 prefix of an IPv6 address, else the network. */
    public String widestNetwork() {
        return widerNetwork().orElseGet(this::network);
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
