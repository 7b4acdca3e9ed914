package dev.crowai.gateway.ratelimit;

import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreKey;

/** One count of requests: a policy, its quota and the key under which the store holds the count. */
record Bucket(Policy policy, Quota quota, StoreKey key) {

    /**
     * A bucket of a policy. The quota is part of the key: when a deployment changes a quota, a new count begins.
     *
     * @param name distinguishes the bucket from the other buckets of the policy; it contains nothing secret
     */
    static Bucket of(Policy policy, Quota quota, String name) {
        String sort = quota.limit() + "/" + quota.windowSeconds();
        return new Bucket(policy, quota, new StoreKey("limit:" + policy.label() + ":" + name, sort));
    }
}
