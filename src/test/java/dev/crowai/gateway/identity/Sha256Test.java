package dev.crowai.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {
    @Test
    void is_the_digest_of_the_standard() {
        assertThat(HexFormat.of().formatHex(Sha256.of(Sha256.utf8("abc"))))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void takes_its_parts_as_one_text() {
        assertThat(Sha256.base64Url(Sha256.utf8("a"), Sha256.utf8(""), Sha256.utf8("bc")))
                .isEqualTo("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    }

    @Test
    void tells_unpaired_surrogates_apart() {
        ByteBuffer one = Sha256.utf16("\ud800");
        ByteBuffer other = Sha256.utf16("\ud801");

        assertThat(Sha256.of(one)).isNotEqualTo(Sha256.of(other));
    }

    @Test
    void takes_two_bytes_of_each_character() {
        assertThat(Sha256.utf16("A\u0141").array()).containsExactly(0x00, 0x41, 0x01, 0x41);
    }
}
