package dev.crowai.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.http.ClientAddress;
import dev.crowai.gateway.identity.CredentialKind;
import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.store.Quota;
import dev.crowai.gateway.store.StoreKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SPEC "Rate limiting": the buckets in which a request counts. */
final class BucketsTest {
    private static final ClientAddress IPV4 = new ClientAddress("203.0.113.7");
    private static final ClientAddress IPV6 = new ClientAddress("2001:db8:1:2:3:4:5:6");

    private final Buckets buckets = new Buckets(Limits.standard());

    private static List<StoreKey> keys(List<Bucket> buckets) {
        return buckets.stream().map(Bucket::key).toList();
    }

    @Test
    void an_ipv4_address_has_one_bucket() {
        assertThat(buckets.ofAddress(Policy.STANDARD, IPV4))
                .containsExactly(new Bucket(
                        Policy.STANDARD, new Quota(200, 120), new StoreKey("limit:standard:203.0.113.7", "200/120")));
    }

    @Test
    void an_ipv6_address_counts_by_its_64_and_with_four_times_the_budget_by_its_48() {
        List<Bucket> both = buckets.ofAddress(Policy.STANDARD, IPV6);

        assertThat(both).extracting(Bucket::quota).containsExactly(new Quota(200, 120), new Quota(800, 120));
        assertThat(keys(both))
                .containsExactly(
                        new StoreKey("limit:standard:" + IPV6.network(), "200/120"),
                        new StoreKey("limit:standard:" + IPV6.widerNetwork().orElseThrow(), "800/120"));
    }

    @Test
    void failures_count_by_address_and_kind_of_credential() {
        assertThat(keys(buckets.ofFailures(CredentialKind.SESSION, IPV4)))
                .containsExactly(new StoreKey("limit:failed-credentials:session:203.0.113.7", "60/300"));
        assertThat(keys(buckets.ofFailures(CredentialKind.API_KEY, IPV4)))
                .containsExactly(new StoreKey("limit:failed-credentials:api-key:203.0.113.7", "60/300"));
    }

    @Test
    void a_caller_has_a_bucket_at_each_address_that_does_not_show_who_it_is() {
        StoreKey home = keys(buckets.ofCaller("ann", IPV4)).getFirst();

        assertThat(buckets.ofCaller("ann", IPV4)).hasSize(1);
        assertThat(home.partition()).startsWith("limit:caller:203.0.113.7:").doesNotContain("ann");
        assertThat(home.sort()).isEqualTo("600/120");
        assertThat(keys(buckets.ofCaller("bob", IPV4))).doesNotContain(home);
        assertThat(keys(buckets.ofCaller("ann", IPV6))).hasSize(1).doesNotContain(home);
    }

    @Test
    void another_quota_begins_another_count() {
        Buckets smaller = new Buckets(new Limits(RateLimitMode.ENFORCE, Map.of(Policy.STANDARD, new Quota(5, 10))));

        assertThat(keys(smaller.ofAddress(Policy.STANDARD, IPV4)))
                .containsExactly(new StoreKey("limit:standard:203.0.113.7", "5/10"));
    }

    @Test
    void digests_of_two_kinds_are_different() {
        assertThat(Buckets.hashed("session", "x")).hasSize(43).isNotEqualTo(Buckets.hashed("jwt", "x"));
    }
}
