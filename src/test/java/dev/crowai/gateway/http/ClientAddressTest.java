package dev.crowai.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7,203.0.113.7",
        "::ffff:203.0.113.7,203.0.113.7",
        "::FFFF:cb00:7107,203.0.113.7",
        "2001:db8:1:2:3:4:5:6,2001:db8:1:2:0:0:0:0/64",
        "2001:DB8:1:2::,2001:db8:1:2:0:0:0:0/64",
        "::1,0:0:0:0:0:0:0:0/64",
        "fe80::1%eth0,fe80:0:0:0:0:0:0:0/64",
    })
    void counts_by_a_network(String text, String network) {
        assertThat(new ClientAddress(text).network()).isEqualTo(network);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "unknown",
                "localhost",
                "example.test",
                " 203.0.113.7",
                "203.0.113.7\r\nX-Evil: 1",
                "203.0.113.256",
                "203.0.113.7:443",
                "203.0.113.7, 10.0.0.1",
                "1.2.3.4.5",
                "2001:db8::1::2",
                "[2001:db8::1]:443",
                ":",
                ":::",
                "%",
                "::1 ::2",
                "2001:db8::g",
            })
    void that_is_none_counts_with_all_others_that_are_none(String text) {
        assertThat(new ClientAddress(text).network()).isEqualTo(ClientAddress.UNPARSABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2:3:4:5:6,2001:db8:1:0:0:0:0:0/48",
        "2001:DB8:ffff::%eth0,2001:db8:ffff:0:0:0:0:0/48",
        "203.0.113.7,",
        "::ffff:203.0.113.7,",
        "unknown,",
    })
    void has_a_wider_network_when_it_is_of_ipv6(String text, @Nullable String wider) {
        ClientAddress address = new ClientAddress(text);

        assertThat(address.widerNetwork()).isEqualTo(Optional.ofNullable(wider));
        assertThat(address.widestNetwork()).isEqualTo(wider == null ? address.network() : wider);
    }

    @Provide
    Arbitrary<String> almostAddresses() {
        return Arbitraries.strings().withChars("0123456789abcdefABCDEF.:%[]/ x").ofMaxLength(45);
    }

    @Property
    void nothing_makes_it_throw(@ForAll String text, @ForAll("almostAddresses") String almost) {
        assertThat(new ClientAddress(text).network()).isNotEmpty();
        assertThat(new ClientAddress(text).text()).matches("[0-9A-Za-z:.%_-]+");
        assertThat(new ClientAddress(almost).network()).matches("[0-9a-f.:]+(/64)?|unparsable");
    }

    @Property
    void addresses_of_one_64_are_one_client(@ForAll @Size(16) byte[] first, @ForAll @Size(8) byte[] host)
            throws UnknownHostException {
        byte[] network = first.clone();
        network[0] = 0x20;
        byte[] second = network.clone();
        System.arraycopy(host, 0, second, 8, 8);

        assertThat(client(network).network())
                .isEqualTo(client(second).network())
                .endsWith("/64");
    }

    @Property
    void addresses_of_two_64s_are_two_clients(@ForAll @Size(8) byte[] one, @ForAll @Size(8) byte[] other)
            throws UnknownHostException {
        one[0] = 0x20;
        other[0] = 0x20;
        boolean same = Arrays.equals(one, other);

        assertThat(client(Arrays.copyOf(one, 16))
                        .network()
                        .equals(client(Arrays.copyOf(other, 16)).network()))
                .isEqualTo(same);
    }

    @Property
    void an_ipv4_address_is_a_client_of_its_own_in_either_form(@ForAll @Size(4) byte[] address)
            throws UnknownHostException {
        String text = client(address).text();

        assertThat(new ClientAddress(text).network()).isEqualTo(text);
        assertThat(new ClientAddress("::ffff:" + text).network()).isEqualTo(text);
    }

    private static ClientAddress client(byte[] address) throws UnknownHostException {
        return new ClientAddress(InetAddress.getByAddress(address).getHostAddress());
    }
}
