package dev.crowai.gateway.remember;

import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.store.StoreKey;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * What an answer is remembered under: a store key that gives nothing away, and the secret without which the answer
 * cannot be read. Two subjects share a key only when kind and secret are the same.
 */
final class Subject {
    private final Kind kind;
    private final byte[] secret;
    private final StoreKey key;
    private final Set<StoreKey> evictions;
    private final Optional<ClientCredential> clientCredential;

    /**
     * What a client claims that shows the credential itself. One that the gateway holds for a client claims nothing.
     *
     * @param mark where it stands that the credential is known as good
     */
    record ClientCredential(CredentialKind kind, StoreKey mark) {}

    /** What is remembered; the labels stand in store keys and key derivations, so they never change. */
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

    /** A caller's own credential: whoever lacks it can neither find nor read the answer. */
    static Subject ofCredential(Kind kind, String credential, Set<StoreKey> evictions) {
        return new Subject(kind, HashedKey.bytes(credential), evictions, Optional.empty());
    }

    /**
     * Something that is no secret, and therefore stands behind the platform's. After a rotation of that key nothing
     * older is found.
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

    /** The same, shown by a client. */
    Subject withClientCredential(ClientCredential shown) {
        return new Subject(kind, secret, evictions, Optional.of(shown));
    }

    /** What the client claims; empty when the subject is no credential of a client's. */
    Optional<ClientCredential> clientCredential() {
        return clientCredential;
    }

    Kind kind() {
        return kind;
    }

    /** A copy of what the encryption key is derived from. */
    byte[] secret() {
        return secret.clone();
    }

    StoreKey key() {
        return key;
    }

    /** The evictions that are known to concern the answer before it is read. */
    Set<StoreKey> evictions() {
        return evictions;
    }

    @Override
    public String toString() {
        return kind.label();
    }
}
