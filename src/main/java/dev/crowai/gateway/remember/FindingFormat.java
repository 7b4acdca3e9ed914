package dev.crowai.gateway.remember;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crowai.gateway.identity.ActiveOrganization;
import dev.crowai.gateway.identity.ClaimedOrganization;
import dev.crowai.gateway.identity.Credential.SessionCookie;
import dev.crowai.gateway.identity.Secret;
import dev.crowai.gateway.lookup.IdentityService.Session;
import dev.crowai.gateway.lookup.IdentityService.UserRow;
import dev.crowai.gateway.lookup.IdentityService.VerifiedKey;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The JSON form of findings, before they are encrypted: the version, the two times in milliseconds, and the value of a
 * positive finding. A finding of another version counts as absent.
 *
 * @param write adds the members of a value to an object
 * @param read throws {@link IllegalArgumentException} when a member is missing
 */
record FindingFormat<T>(BiConsumer<T, ObjectNode> write, Function<JsonNode, T> read) {
    private static final int VERSION = 3;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static final FindingFormat<Session> SESSION = new FindingFormat<>(
            (session, json) -> {
                json.put("user", session.userId());
                json.put("anonymous", session.anonymous());
                session.activeOrganization().named().ifPresent(id -> json.put("organization", id));
                json.put("member", session.activeOrganization().proved().isPresent());
                json.put("jwt", session.jwt().reveal());
                json.put("end", session.expiresAt().toEpochMilli());
            },
            json -> new Session(
                    text(json, "user"),
                    json.path("anonymous").booleanValue(),
                    activeOrganization(json),
                    Secret.of(text(json, "jwt")),
                    moment(json, "end")));

    static final FindingFormat<VerifiedKey> API_KEY = new FindingFormat<>(
            (key, json) -> {
                key.keyId().ifPresent(id -> json.put("key", id));
                key.userId().ifPresent(id -> json.put("user", id));
                write(key.claimedOrganization(), json);
                key.expiresAt().ifPresent(end -> json.put("end", end.toEpochMilli()));
            },
            json -> new VerifiedKey(
                    optional(json, "key"),
                    optional(json, "user"),
                    claimedOrganization(json),
                    json.has("end") ? Optional.of(moment(json, "end")) : Optional.empty()));

    static final FindingFormat<SessionCookie> COOKIE = new FindingFormat<>(
            (cookie, json) -> json.put("cookie", cookie.cookies().reveal()),
            json -> new SessionCookie(Secret.of(text(json, "cookie"))));

    static final FindingFormat<String> ID =
            new FindingFormat<>((id, json) -> json.put("id", id), json -> text(json, "id"));

    static final FindingFormat<UserRow> USER = new FindingFormat<>(
            (user, json) -> {
                json.put("id", user.id());
                user.organizationId().ifPresent(id -> json.put("organization", id));
            },
            json -> new UserRow(text(json, "id"), optional(json, "organization")));

    static final FindingFormat<List<String>> IDS = new FindingFormat<>(
            (ids, json) -> ids.forEach(json.putArray("ids")::add),
            json -> json.path("ids").valueStream().map(JsonNode::asText).toList());

    byte[] toBytes(Finding<T> finding) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("v", VERSION);
        json.put("asOf", finding.asOf().toEpochMilli());
        json.put("until", finding.until().toEpochMilli());
        finding.value().ifPresent(value -> write.accept(value, json.putObject("value")));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The finding; empty when the bytes have another version or are invalid. */
    Optional<Finding<T>> fromBytes(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            if (json.path("v").asInt() != VERSION) {
                return Optional.empty();
            }
            Optional<T> value = json.has("value") ? Optional.of(read.apply(json.path("value"))) : Optional.empty();
            return Optional.of(new Finding<>(value, moment(json, "asOf"), moment(json, "until")));
        } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static void write(ClaimedOrganization claimed, ObjectNode json) {
        switch (claimed) {
            case ClaimedOrganization.NoClaim _ -> {}
            case ClaimedOrganization.Named(String id) -> json.put("organization", id);
            case ClaimedOrganization.InvalidClaim _ -> json.put("organization", "");
        }
    }

    private static ClaimedOrganization claimedOrganization(JsonNode json) {
        Optional<String> stored = optional(json, "organization");
        if (stored.isEmpty()) {
            return new ClaimedOrganization.NoClaim();
        }
        return stored.get().isEmpty()
                ? new ClaimedOrganization.InvalidClaim()
                : new ClaimedOrganization.Named(stored.get());
    }

    private static ActiveOrganization activeOrganization(JsonNode json) {
        boolean member = json.path("member").booleanValue();
        return optional(json, "organization")
                .<ActiveOrganization>map(
                        id -> member ? new ActiveOrganization.Proved(id) : new ActiveOrganization.NotMember(id))
                .orElseGet(ActiveOrganization.None::new);
    }

    private static Optional<String> optional(JsonNode json, String member) {
        JsonNode value = json.path(member);
        return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }

    private static String text(JsonNode json, String member) {
        return optional(json, member).orElseThrow(() -> new IllegalArgumentException(member));
    }

    private static Instant moment(JsonNode json, String member) {
        JsonNode value = json.path(member);
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException(member);
        }
        return Instant.ofEpochMilli(value.longValue());
    }
}
