package dev.crowai.gateway.gateway;

import static dev.crowai.gateway.gateway.DevVariables.faultsWith;
import static dev.crowai.gateway.gateway.DevVariables.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crowai.gateway.ratelimit.policy.Limits;
import dev.crowai.gateway.ratelimit.policy.Policy;
import dev.crowai.gateway.ratelimit.policy.RateLimitMode;
import dev.crowai.gateway.route.Service;
import dev.crowai.gateway.store.Quota;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC "Configuration": limits, windows and lifetimes. */
class SettingsNumbersTest {
    private static final String TTL = "- CACHE_TTLS.users must be an integer from 0 to 86400";
    private static final String LIMIT = "- RATE_LIMITS.standard.limit must be an integer from 1 to 1000000";
    private static final String WINDOW = "- RATE_LIMITS.standard.window must be an integer from 1 to 86400";

    static Stream<String> variables() {
        return Stream.of("SERVICE_URLS", "RATE_LIMITS", "CACHE_TTLS");
    }

    private static String quota(String limit, String window) {
        return "{\"standard\":{\"limit\":" + limit + ",\"window\":" + window + "}}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1.5",
                "60.0",
                "6e1",
                "1e400",
                "\"60\"",
                "true",
                "null",
                "[60]",
                "{}",
                "1000001",
                "2147483648",
                "4294967297",
                "99999999999999999999",
            })
    void are_whole_and_not_beyond_their_bounds(String number) {
        assertThat(faultsWith("CACHE_TTLS", "{\"users\":" + number + "}")).containsExactly(TTL);
        assertThat(faultsWith("RATE_LIMITS", quota(number, number))).containsExactly(LIMIT, WINDOW);
    }

    @Test
    void are_positive_in_a_limit_and_zero_where_only_explicit_lifetimes_count() {
        assertThat(faultsWith("RATE_LIMITS", quota("0", "0"))).containsExactly(LIMIT, WINDOW);
        assertThat(with("CACHE_TTLS", "{\"users\":0}").services().users().caching())
                .isEqualTo(new Service.Caching.ExplicitOnly());
    }

    @Test
    void are_good_up_to_their_bounds() {
        assertThat(with("RATE_LIMITS", quota("1000000", "86400")).limits().quota(Policy.STANDARD))
                .isEqualTo(new Quota(1_000_000, 86_400));
        assertThat(with("RATE_LIMITS", quota("1", "1")).limits().quota(Policy.STANDARD))
                .isEqualTo(new Quota(1, 1));
        assertThat(with("CACHE_TTLS", "{\"users\":86400}").services().users().caching())
                .isEqualTo(new Service.Caching.Default(86_400));
        assertThat(faultsWith("CACHE_TTLS", "{\"users\":86401}")).containsExactly(TTL);
        assertThat(faultsWith("RATE_LIMITS", quota("1", "86401"))).containsExactly(WINDOW);
    }

    @Test
    void come_in_pairs() {
        assertThat(faultsWith("RATE_LIMITS", "{\"standard\":{\"limit\":5}}")).containsExactly(WINDOW);
        assertThat(faultsWith("RATE_LIMITS", "{\"standard\":{\"window\":5}}")).containsExactly(LIMIT);
        assertThat(faultsWith("RATE_LIMITS", "{\"standard\":5}")).containsExactly(LIMIT, WINDOW);
    }

    @Test
    void change_what_they_name_alone() {
        Settings settings = with("RATE_LIMITS", quota("7", "9"), "CACHE_TTLS", "{\"users\":60}");

        assertThat(settings.limits())
                .isEqualTo(new Limits(RateLimitMode.ENFORCE, Map.of(Policy.STANDARD, new Quota(7, 9))));
        assertThat(settings.services().all())
                .filteredOn(service -> service.caching().equals(new Service.Caching.Default(60)))
                .extracting(Service::segment)
                .containsExactly("users");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Standard", "authentication_read", "", "api"})
    void of_unknown_policies_are_a_fault(String policy) {
        assertThat(faultsWith("RATE_LIMITS", "{\"" + policy + "\":{\"limit\":1,\"window\":1}}"))
                .containsExactly("- RATE_LIMITS names the unknown policy \"" + policy + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Users", "core-user-service", ""})
    void of_unknown_segments_are_a_fault(String segment) {
        assertThat(faultsWith("CACHE_TTLS", "{\"" + segment + "\":1}"))
                .containsExactly("- CACHE_TTLS names the unknown segment \"" + segment + "\"");
    }
}
