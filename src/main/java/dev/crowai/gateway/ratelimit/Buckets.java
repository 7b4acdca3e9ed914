package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.identity.Sha256;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.store.Quota;
import java.util.List;
import java.util.stream.Stream;

/**
 * Chooses the buckets in which a request counts (SPEC "Rate limiting"). An IPv6 address has two buckets: one for its
 * /64, and one with four times the quota for its /48. A caller has one bucket for each network. Pure.
 */
record Buckets(Limits limits) {
    private static final String LABEL = "crow limit v1:";
    private static final int WIDER = 4;

    /** The buckets of an address: one for IPv4, two for IPv6. */
    List<Bucket> ofAddress(Policy policy, ClientAddress client) {
        return ofAddress(policy, "", client);
    }

    /** The buckets in which an invalid credential counts. */
    List<Bucket> ofFailures(CredentialKind kind, ClientAddress client) {
        return ofAddress(Policy.FAILED_CREDENTIALS, kind.label() + ":", client);
    }

    private List<Bucket> ofAddress(Policy policy, String prefix, ClientAddress client) {
        Quota quota = limits.quota(policy);
        Stream<Bucket> narrow = Stream.of(Bucket.of(policy, quota, prefix + client.network()));
        Stream<Bucket> wide =
                client.widerNetwork().map(wider -> Bucket.of(policy, quota.times(WIDER), prefix + wider)).stream();
        return Stream.concat(narrow, wide).toList();
    }

    /**
     * The buckets of a known caller.
     *
     * @param userId the key contains only its digest
     */
    List<Bucket> ofCaller(String userId, ClientAddress client) {
        Quota quota = limits.quota(Policy.CALLER);
        return List.of(Bucket.of(Policy.CALLER, quota, client.network() + ":" + hashed("caller", userId)));
    }

    /**
     * The digest of a text that must not be readable in table keys or in the memory of refusals.
     *
     * @param kind a constant; equal texts of two kinds have different digests
     * @return the SHA-256 in base64url
     */
    static String hashed(String kind, String text) {
        return Sha256.base64Url(Sha256.utf8(LABEL + kind + "\0"), Sha256.utf8(text));
    }
}
