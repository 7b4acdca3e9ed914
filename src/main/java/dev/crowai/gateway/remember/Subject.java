package dev.crowai.gateway.remember;

import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.store.StoreKey;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * What a remembered result is about: a store key that reveals nothing, and the secret that is needed to decrypt the
 * result. Two subjects have the same key only when their kinds and secrets are the same.
 */
final class Subject {
    private final Kind kind;
    private final byte[] secret;
    private final StoreKey key;
    private final Set<StoreKey> evictions;
    private final Optional<ClientCredential> clientCredential;

    /**
     * A credential that was sent by a client. A credential that the gateway itself obtained has none.
     *
     * @param mark the key of the mark which says that the credential is known as good
     */
    record ClientCredential(CredentialKind kind, StoreKey mark) {}

    /**
     * The kinds of remembered results. Store keys and key derivations contain the labels, so the labels never change.
     */
    enum Kind {
        SESSION("session"),
        API_KEY("api-key"),
        ANONYMOUS("anonymous"),
        ORGANIZATION("organization"),
        USER("user"),
        ORGANIZATIONS("organization-list");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private Subject(Kind kind, byte[] secret, Set<StoreKey> evictions, Optional<ClientCredential> clientCredential) {
        this.kind = kind;
        this.secret = secret;
        this.key = HashedKey.of(kind.label(), "finding", secret);
        this.evictions = Set.copyOf(evictions);
        this.clientCredential = clientCredential;
    }

    /**
     * The subject of a caller's own credential. Without the credential, the result can be neither found nor decrypted.
     */
    static Subject ofCredential(Kind kind, String credential, Set<StoreKey> evictions) {
        return new Subject(kind, HashedKey.bytes(credential), evictions, Optional.empty());
    }

    /**
     * The subject of something that is not secret. Its secret also contains the internal key. After a rotation of that
     * key, no older result is found.
     *
     * @param name an id or a network
     */
    static Subject ofPlatform(Kind kind, Secret internalKey, String name, Set<StoreKey> evictions) {
        byte[] key = HashedKey.bytes(internalKey.reveal());
        byte[] rest = HashedKey.bytes(name);
        byte[] secret = ByteBuffer.allocate(Integer.BYTES + key.length + rest.length)
                .putInt(key.length)
                .put(key)
                .put(rest)
                .array();
        return new Subject(kind, secret, evictions, Optional.empty());
    }

    /** A copy for a credential that was sent by a client. */
    Subject withClientCredential(ClientCredential shown) {
        return new Subject(kind, secret, evictions, Optional.of(shown));
    }

    /** The credential that was sent by the client; empty when there is none. */
    Optional<ClientCredential> clientCredential() {
        return clientCredential;
    }

    Kind kind() {
        return kind;
    }

    /** A copy of the bytes from which the encryption key is derived. */
    byte[] secret() {
        return secret.clone();
    }

    StoreKey key() {
        return key;
    }

    /** The eviction keys that are known before the result is read. */
    Set<StoreKey> evictions() {
        return evictions;
    }

    @Override
    public String toString() {
        return kind.label();
    }
}
