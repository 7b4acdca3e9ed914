package dev.crowai.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PseudoAddressTest {
    @Test
    void is_a_unique_local_address_with_nothing_after_its_first_64_bits() throws Exception {
        byte[] address = InetAddress.getByName(PseudoAddress.of("crow_ann")).getAddress();

        assertThat(address).hasSize(16).startsWith(0xfd).endsWith(0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void is_always_the_same_for_one_credential_and_another_for_each() {
        assertThat(PseudoAddress.of("crow_ann")).isEqualTo(PseudoAddress.of("crow_ann"));
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            addresses.add(PseudoAddress.of("crow_" + i));
        }

        assertThat(addresses).hasSize(10_000).doesNotContain(PseudoAddress.of("crow_ann"));
    }
}
