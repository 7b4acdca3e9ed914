package dev.crowai.gateway.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.demo.DemoPerson;
import dev.crowai.gateway.demo.DemoServices;
import dev.crowai.gateway.demo.SignedIn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The people of the demo, with the texts that a developer copies into a browser or a command. */
final class DemoPage {
    private final List<DemoPerson> people;

    /** The page without people when there are no demo services. */
    DemoPage(Optional<DemoServices> demo) {
        this.people = demo.map(DemoServices::people).orElse(List.of());
    }

    /** A name such as {@code ann@acme}, when the text contains Ann's user id, cookie or API key; empty otherwise. */
    Optional<String> nameOf(String text) {
        return people.stream()
                .filter(person -> text.contains(person.session().userId())
                        || text.contains(person.session().cookie())
                        || text.contains(person.apiKey()))
                .map(person -> (person.name() + "@" + person.organization()).toLowerCase(Locale.ROOT))
                .findFirst();
    }

    List<DemoPerson> people() {
        return people;
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("people");
        people.forEach(person -> all.add(of(person)));
        return json;
    }

    private static ObjectNode of(DemoPerson person) {
        SignedIn session = person.session();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", person.name());
        json.put("email", person.email());
        json.put("password", person.password());
        json.put("userId", session.userId());
        json.put("profileId", person.profileId());
        json.put("cookie", session.cookie());
        json.put("apiKey", person.apiKey());
        json.put("organization", person.organization());
        json.put("organizationId", session.organizationId().orElse(""));
        return json.put("authOrganizationId", session.authOrganizationId().orElse(""));
    }
}
