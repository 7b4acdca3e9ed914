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
 * Which buckets a request counts in (SPEC "Rate limiting"). An IPv6 address counts by its /64 and, with four times the
 * quota, by its /48; a caller has one bucket at each network. Pure.
 */
record Buckets(Limits limits) {
    private static final String LABEL = "crow limit v1:";
    private static final int WIDER = 4;

    /** Where an address counts: one bucket, or the two of IPv6. */
    List<Bucket> ofAddress(Policy policy, ClientAddress client) {
        return ofAddress(policy, "", client);
    }

    /** Where an invalid credential counts. */
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
     * Where a known caller counts.
     *
     * @param userId stands in the key by its digest alone
     */
    List<Bucket> ofCaller(String userId, ClientAddress client) {
        Quota quota = limits.quota(Policy.CALLER);
        return List.of(Bucket.of(Policy.CALLER, quota, client.network() + ":" + hashed("caller", userId)));
    }

    /**
     * A text that neither a table key nor the memory of refusals may show.
     *
     * @param kind a constant of the gateway's own: equal texts of two kinds have different digests
     * @return its SHA-256 in base64url
     */
    static String hashed(String kind, String text) {
        return Sha256.base64Url(Sha256.utf8(LABEL + kind + "\0"), Sha256.utf8(text));
    }
}
