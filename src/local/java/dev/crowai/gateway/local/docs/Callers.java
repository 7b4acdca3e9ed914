package dev.crowai.gateway.local.docs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.demo.DemoPerson;
import dev.crowai.gateway.http.Headers;
import dev.crowai.gateway.http.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The callers as whom a form can send a request: each person by session and by API key, nobody, and a service of the
 * platform. The page knows their names; their credentials stay in this process.
 */
final class Callers {
    /** A page of the platform that may write with its visitor's session. */
    private static final String PAGE = "http://localhost:3000";

    /**
     * One caller.
     *
     * @param label the name in the form
     * @param credentials the fields that prove who calls
     * @param ids values for the placeholders of a path, such as {@code own organization}
     */
    private record Caller(String label, Headers credentials, ObjectNode ids) {}

    private final SequencedMap<String, Caller> byKey = new LinkedHashMap<>();

    /**
     * The callers of one gateway.
     *
     * @param people the people of the demo; empty when there are none
     * @param internalKey the key by which the gateway recognizes services
     */
    Callers(List<DemoPerson> people, String internalKey) {
        for (DemoPerson person : people) {
            String name = person.name() + " of " + person.organization();
            String key = person.name().toLowerCase(Locale.ROOT);
            ObjectNode ids = ids(person);
            byKey.put(
                    key,
                    new Caller(
                            name + ", by session",
                            Headers.of("Cookie", person.session().cookie()),
                            ids));
            byKey.put(key + "-key", new Caller(name + ", by API key", Headers.of("X-API-Key", person.apiKey()), ids));
        }
        Headers key = Headers.of("X-Internal-Key", internalKey);
        Optional<DemoPerson> first = people.stream().findFirst();
        byKey.put("nobody", new Caller("Nobody (anonymous)", Headers.EMPTY, idsOf(first)));
        byKey.put(
                "service",
                new Caller(
                        "A service of the platform",
                        first.flatMap(person -> person.session().organizationId())
                                .map(id -> key.plus("X-Organization-Id", id))
                                .orElse(key),
                        idsOf(first)));
    }

    private static ObjectNode idsOf(Optional<DemoPerson> person) {
        return person.map(Callers::ids).orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private static ObjectNode ids(DemoPerson person) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("own auth id", person.session().userId())
                .put("own row id", person.profileId())
                .put("own organization", person.session().organizationId().orElse(""))
                .put("active auth id", person.session().authOrganizationId().orElse(""));
    }

    /** The callers for the page's script: key, name and ids, without credentials. */
    ArrayNode toJson() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        byKey.forEach((key, caller) ->
                all.addObject().put("key", key).put("label", caller.label()).set("ids", caller.ids()));
        return all;
    }

    /**
     * The fields that a request of this caller carries. A write by session names the page that makes it, as a browser
     * does.
     *
     * @throws IllegalArgumentException when there is no such caller
     */
    Headers credentials(String key, Method method) {
        Caller caller = Optional.ofNullable(byKey.get(key))
                .orElseThrow(() -> new IllegalArgumentException("No such caller: " + key));
        Headers credentials = caller.credentials();
        return credentials.has("Cookie") && !method.isSafe() ? credentials.plus("Origin", PAGE) : credentials;
    }
}
