package dev.crowai.gateway.route;

import dev.crowai.gateway.http.Method;
import dev.crowai.gateway.route.Route.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is special about one service, in addition to the columns of its row.
 *
 * @param traits the features that most services do not have
 * @param chain the chain for paths that are not in {@code chains}
 * @param chains paths with another chain; the first match counts
 * @param rules who may use which path; the first match counts, and the row decides when no rule matches
 * @param evictions paths whose requests change identities
 * @param secretBelow segments below which the path holds secrets, wherever the segments are in the path
 * @param keyBelow segments below which the rest of the path is one key
 */
public record Particulars(
        Set<Trait> traits,
        Chain chain,
        List<ChainOfPath> chains,
        List<AccessRule> rules,
        List<EvictingPaths> evictions,
        List<String> secretBelow,
        List<String> keyBelow) {

    /** The usual service: for members, and without anything special. */
    static final Particulars NONE =
            new Particulars(Set.of(), Chain.SERVICE, List.of(), List.of(), List.of(), List.of(), List.of());

    /** A feature that most services do not have. */
    public enum Trait {
        /** Verifies the caller's {@code crow_} key itself, in {@code X-API-Key}. */
        TAKES_API_KEY,
        /** Accepts a {@code crow_} key as a bearer token too. */
        TAKES_API_KEY_AS_BEARER,
        /**
         * Identifies its devices itself: an {@code Authorization} that is neither a JWT nor a key is forwarded
         * unchanged.
         */
        TAKES_OPAQUE_BEARER,
        /** Gets {@code X-Crawler-Secret}. */
        GETS_CRAWLER_SECRET,
        /** Devices and shoppers' browsers call it; many of them share one address and one key. */
        SERVES_DEVICES,
        /** Checks itself whether a caller is a member of the organization that a request names. */
        CHECKS_MEMBERSHIP
    }

    /**
     * A chain for a path. The path is compared exactly; another spelling does not match.
     *
     * @param path the path after the service's segment, with its leading slash. If it ends in a slash, it includes
     *     everything below it; if it ends in {@code /*}, it includes everything below it that is not empty
     */
    public record ChainOfPath(Set<Method> methods, String path, Chain chain, String reason) {

        /** The methods as the documentation shows them. */
        public String methodNames() {
            return AccessRule.names(methods);
        }

        boolean isFor(Method method, String rest) {
            return methods.contains(method) && isFor(rest);
        }

        private boolean isFor(String rest) {
            if (path.endsWith("/*")) {
                return rest.startsWith(path.substring(0, path.length() - 1)) && rest.length() >= path.length();
            }
            return path.endsWith("/") ? rest.startsWith(path) : rest.equals(path);
        }
    }

    /** Paths for which a request with one of these methods makes identities outdated. */
    record EvictingPaths(EvictionScope eviction, Set<Method> methods, List<PathPattern> paths) {

        boolean isBy(Method method, DecodedPath path) {
            return methods.contains(method)
                    && path.readings().stream()
                            .anyMatch(reading -> paths.stream()
                                    .anyMatch(pattern -> pattern.match(reading).isPresent()));
        }
    }

    public Particulars {
        traits = Set.copyOf(traits);
        chains = List.copyOf(chains);
        rules = List.copyOf(rules);
        evictions = List.copyOf(evictions);
        secretBelow = List.copyOf(secretBelow);
        keyBelow = List.copyOf(keyBelow);
    }

    Particulars with(Trait... others) {
        return new Particulars(Set.of(others), chain, chains, rules, evictions, secretBelow, keyBelow);
    }

    Particulars chain(Chain other) {
        return new Particulars(traits, other, chains, rules, evictions, secretBelow, keyBelow);
    }

    Particulars chain(Set<Method> methods, String path, Chain other, String reason) {
        List<ChainOfPath> more = plus(chains, new ChainOfPath(methods, path, other, reason));
        return new Particulars(traits, chain, more, rules, evictions, secretBelow, keyBelow);
    }

    Particulars rule(Set<Method> methods, String path, OpenTo openTo, List<AccessRule.BodyField> body, String reason) {
        List<AccessRule> more = plus(rules, new AccessRule(methods, PathPattern.of(path), openTo, body, reason));
        return new Particulars(traits, chain, chains, more, evictions, secretBelow, keyBelow);
    }

    Particulars evictions(List<EvictingPaths> others) {
        return new Particulars(traits, chain, chains, rules, others, secretBelow, keyBelow);
    }

    Particulars secretBelow(String... segments) {
        return new Particulars(traits, chain, chains, rules, evictions, List.of(segments), keyBelow);
    }

    Particulars keyBelow(String segment) {
        return new Particulars(traits, chain, chains, rules, evictions, secretBelow, plus(keyBelow, segment));
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }
}
