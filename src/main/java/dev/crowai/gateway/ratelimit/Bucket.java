package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreKey;

/** What requests are counted in. */
record Bucket(Policy policy, Quota quota, StoreKey key) {

    /**
     * A bucket of a policy. A quota that a deployment changes begins a count of its own, for a count holds for one quota
     * only.
     *
     * @param name tells it from the policy's other buckets; nothing secret
     */
    static Bucket of(Policy policy, Quota quota, String name) {
        String sort = quota.limit() + "/" + quota.windowSeconds();
        return new Bucket(policy, quota, new StoreKey("limit:" + policy.label() + ":" + name, sort));
    }
}
