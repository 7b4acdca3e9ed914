package dev.crowai.gateway.remember;

import dev.crowai.gateway.store.StoreKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encrypts values with AES-256-GCM (NIST SP 800-38D). The key is derived by HKDF-SHA256 (RFC 5869) from the secret of
 * the subject, and the store key is the associated data. An encrypted value is one version byte, a nonce of 12 bytes,
 * the ciphertext and a tag of 16 bytes.
 */
final class ValueCipher {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final byte[] SALT = "crow-core-api-gateway".getBytes(StandardCharsets.UTF_8);
    private static final String INFO = "crow identity value v1:";

    private final RandomGenerator random;

    /**
     * A cipher.
     *
     * @param random cryptographically strong outside tests
     */
    ValueCipher(RandomGenerator random) {
        this.random = random;
    }

    byte[] seal(Subject subject, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, subject, nonce).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE_BYTES + encrypted.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException noSuchCipher) {
            throw new IllegalStateException("the runtime cannot encrypt", noSuchCipher);
        }
    }

    /** The decrypted value; empty unless exactly this value was encrypted for exactly this subject. */
    Optional<byte[]> open(Subject subject, byte[] sealed) {
        if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] != VERSION) {
            return Optional.empty();
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
        int begin = 1 + NONCE_BYTES;
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, subject, nonce).doFinal(sealed, begin, sealed.length - begin));
        } catch (GeneralSecurityException notOurs) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, Subject subject, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(subject), new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(new byte[] {VERSION});
        cipher.updateAAD(associated(subject.key()));
        return cipher;
    }

    private static SecretKey key(Subject subject) throws GeneralSecurityException {
        byte[] info = (INFO + subject.kind().label()).getBytes(StandardCharsets.UTF_8);
        return KDF.getInstance("HKDF-SHA256")
                .deriveKey(
                        "AES",
                        HKDFParameterSpec.ofExtract()
                                .addSalt(SALT)
                                .addIKM(subject.secret())
                                .thenExpand(info, KEY_BYTES));
    }

    private static byte[] associated(StoreKey key) {
        return (key.partition() + "\0" + key.sort()).getBytes(StandardCharsets.UTF_8);
    }
}
