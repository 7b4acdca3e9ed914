import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { Person, claims, data } from "../lib/person.js";
import { startPlatform } from "../lib/platform.js";

const PASSWORD = "Passw0rd!123";
const EVERYBODY = "/api/v1/qna/who";
const KNOWN = "/api/v1/users/me";
const MEMBERS = "/api/v1/products/who";

describe("better-auth's client through the gateway", () => {
  let platform;
  let people = 0;

  before(async () => {
    platform = await startPlatform();
  });
  after(() => platform.close());
  beforeEach(() => platform.echo.take());

  const person = () => new Person(platform.gateway);

  async function signedUp(name) {
    const somebody = person();
    const { user } = await data(
      somebody.client.signUp.email({ name, email: `${name.toLowerCase()}${++people}@acme.test`, password: PASSWORD }),
    );
    return Object.assign(somebody, { user });
  }

  async function member(name, organization) {
    const somebody = await signedUp(name);
    const slug = `${organization.toLowerCase()}${people}`;
    const created = await data(somebody.client.organization.create({ name: organization, slug }));
    return Object.assign(somebody, { organization: platform.directory.organization(created.id), authId: created.id });
  }

  /** What the service behind a path received of a request that was let through. */
  async function receivedOf(path, ask) {
    platform.echo.take();
    const response = await ask(path);
    assert.equal(response.status, 200, await response.clone().text());
    const received = platform.echo.take();
    assert.equal(received.length, 1);
    return identityIn(received[0].headers);
  }

  async function assertRefused(status, path, ask) {
    platform.echo.take();
    const response = await ask(path);
    assert.equal(response.status, status, await response.clone().text());
    assert.deepEqual(platform.echo.take(), []);
    return response.json();
  }

  test("sign-up makes a session: its user id and JWT reach a service, and no organization", async () => {
    const ann = await signedUp("Ann");

    const { userId, organizationId, jwt } = await receivedOf(KNOWN, (path) => ann.ask(path));

    assert.equal(userId, ann.user.id);
    assert.equal(organizationId, undefined);
    assert.equal(jwt.sub, ann.user.id);
    assert.equal(jwt.isAnonymous, false);
  });

  test("sign-in makes another session of the same user", async () => {
    const ann = await signedUp("Ann");
    const elsewhere = person();

    const { user } = await data(elsewhere.client.signIn.email({ email: ann.user.email, password: PASSWORD }));

    assert.equal(user.id, ann.user.id);
    assert.notEqual(elsewhere.cookie, ann.cookie);
    assert.equal((await receivedOf(KNOWN, (path) => elsewhere.ask(path))).userId, ann.user.id);
  });

  test("a wrong password is the auth service's 401, and no session", async () => {
    const ann = await signedUp("Ann");
    const thief = person();

    const { error } = await thief.client.signIn.email({ email: ann.user.email, password: "wrong-password" });

    assert.equal(error.status, 401);
    assert.equal(error.code, "INVALID_EMAIL_OR_PASSWORD");
    assert.equal(thief.cookie, "");
    await assertRefused(401, KNOWN, (path) => thief.ask(path));
  });

  test("get-session is the session, and null without one", async () => {
    const ann = await signedUp("Ann");

    const { session, user } = await data(ann.client.getSession());

    assert.equal(user.email, ann.user.email);
    assert.equal(session.userId, ann.user.id);
    assert.equal(await data(person().client.getSession()), null);
  });

  test("a new organization is active at once: its UUID reaches a service, not its auth id", async () => {
    const ann = await signedUp("Ann");
    await receivedOf(KNOWN, (path) => ann.ask(path)); // Remembered without an organization.

    const created = await data(ann.client.organization.create({ name: "Acme", slug: `acme-new-${people}` }));

    const { userId, organizationId, jwt } = await receivedOf(MEMBERS, (path) => ann.ask(path));
    assert.equal(userId, ann.user.id);
    assert.equal(organizationId, platform.directory.organization(created.id).id);
    assert.equal(jwt.activeOrganizationId, created.id);
  });

  test("set-active changes the organization of the next request", async () => {
    const ann = await member("Ann", "Acme");
    const second = await data(ann.client.organization.create({ name: "Beta", slug: `beta-${people}` }));
    const organizationOf = async () => (await receivedOf(MEMBERS, (path) => ann.ask(path))).organizationId;
    assert.equal(await organizationOf(), platform.directory.organization(second.id).id);

    await data(ann.client.organization.setActive({ organizationId: ann.authId }));

    assert.equal(await organizationOf(), ann.organization.id);
  });

  test("a removed member's session, though still active in the organization, has none", async () => {
    const owner = await member("Olga", "Acme");
    const guest = await signedUp("Gus");
    const invitation = await data(
      owner.client.organization.inviteMember({
        email: guest.user.email,
        role: "member",
        organizationId: owner.authId,
      }),
    );
    await data(guest.client.organization.acceptInvitation({ invitationId: invitation.id }));
    platform.directory.addUser(guest.user, owner.organization.id);

    await data(
      owner.client.organization.removeMember({ memberIdOrEmail: guest.user.email, organizationId: owner.authId }),
    );

    assert.equal((await data(guest.client.getSession())).session.activeOrganizationId, owner.authId);
    await assertRefused(403, MEMBERS, (path) => guest.ask(path));
    const { userId, organizationId } = await receivedOf(KNOWN, (path) => guest.ask(path));
    assert.equal(userId, guest.user.id);
    assert.equal(organizationId, undefined);
  });

  test("a member's session has the organization until then", async () => {
    const owner = await member("Olga", "Acme");
    const guest = await signedUp("Gus");
    const invitation = await data(
      owner.client.organization.inviteMember({
        email: guest.user.email,
        role: "member",
        organizationId: owner.authId,
      }),
    );
    await data(guest.client.organization.acceptInvitation({ invitationId: invitation.id }));

    const { userId, organizationId } = await receivedOf(MEMBERS, (path) => guest.ask(path));

    assert.equal(userId, guest.user.id);
    assert.equal(organizationId, owner.organization.id);
  });

  describe("API keys", () => {
    const anybodyWith = (key) => (path) => fetch(platform.gateway.url + path, { headers: { "X-API-Key": key } });

    function verify(key) {
      return fetch(`${platform.gateway.url}/api/v1/auth/api-key/verify`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ key }),
      });
    }

    test("a created key is its owner in the owner's organization", async () => {
      const ann = await member("Ann", "Acme");

      const { key } = await data(ann.client.apiKey.create({ name: "for a script" }));

      const { headers, ...identity } = await receivedOf(MEMBERS, anybodyWith(key));
      assert.deepEqual(identity, { userId: ann.user.id, organizationId: ann.organization.id, jwt: undefined });
      assert.equal(headers.authorization, undefined);
      assert.equal(headers["x-api-key"], undefined);
    });

    test("the key itself goes on to a service that verifies keys", async () => {
      const ann = await member("Ann", "Acme");
      const { key } = await data(ann.client.apiKey.create({ name: "for a script" }));

      const { headers } = await receivedOf("/api/v1/chat/who", (path) =>
        fetch(platform.gateway.url + path, { headers: { Authorization: `Bearer ${key}` } }),
      );

      assert.equal(headers["x-api-key"], key);
      assert.equal(headers.authorization, undefined);
    });

    test("metadata that names another organization doesn't lead there", async () => {
      const ann = await member("Ann", "Acme");
      const eve = await member("Eve", "Evil");
      const { key } = await data(
        eve.client.apiKey.create({ name: "forged", metadata: { organizationId: ann.organization.id } }),
      );

      assert.equal((await receivedOf(MEMBERS, anybodyWith(key))).organizationId, eve.organization.id);
    });

    test("verify through the gateway says what the auth service knows of a key", async () => {
      const ann = await member("Ann", "Acme");
      const { id, key } = await data(ann.client.apiKey.create({ name: "for a script" }));

      const good = await verify(key);
      const bad = await verify("crow_nobodyknowsthiskeyatallatallatal");

      assert.equal(good.status, 200);
      const { valid, key: known } = await good.json();
      assert.equal(valid, true);
      assert.equal(known.id, id);
      assert.equal(bad.status, 401);
      assert.deepEqual(await bad.json(), { valid: false });
    });

    test("a disabled key is refused at once", async () => {
      const ann = await member("Ann", "Acme");
      const { id, key } = await data(ann.client.apiKey.create({ name: "for a script" }));
      await receivedOf(MEMBERS, anybodyWith(key));

      await data(ann.client.apiKey.update({ keyId: id, enabled: false }));

      const { message } = await assertRefused(401, MEMBERS, anybodyWith(key));
      assert.equal(message, "API key is invalid or has been revoked");
    });

    test("a deleted key is refused at once", async () => {
      const ann = await member("Ann", "Acme");
      const { id, key } = await data(ann.client.apiKey.create({ name: "for a script" }));
      await receivedOf(MEMBERS, anybodyWith(key));

      await data(ann.client.apiKey.delete({ keyId: id }));

      await assertRefused(401, MEMBERS, anybodyWith(key));
    });
  });

  describe("JWTs", () => {
    test("the token of a session is its user elsewhere", async () => {
      const ann = await member("Ann", "Acme");
      const { token } = await data(ann.client.token());

      const { userId, organizationId, headers } = await receivedOf(MEMBERS, (path) =>
        fetch(platform.gateway.url + path, { headers: { Authorization: `Bearer ${token}` } }),
      );

      assert.equal(userId, ann.user.id);
      assert.equal(organizationId, ann.organization.id);
      assert.equal(headers.authorization, `Bearer ${token}`);
    });

    test("the key set verifies it", async () => {
      const ann = await signedUp("Ann");
      const { token } = await data(ann.client.token());
      const { createLocalJWKSet, jwtVerify } = await import("jose");

      const keys = createLocalJWKSet(await data(person().client.jwks()));

      const { payload } = await jwtVerify(token, keys, { issuer: "http://localhost:8001" });
      assert.equal(payload.sub, ann.user.id);
    });

    test("one whose claims were changed is 401", async () => {
      const ann = await signedUp("Ann");
      const { token } = await data(ann.client.token());
      const [header, , signature] = token.split(".");
      const forged = Buffer.from(JSON.stringify({ ...claims(token), sub: "somebody-else" })).toString("base64url");

      await assertRefused(401, EVERYBODY, (path) =>
        fetch(platform.gateway.url + path, { headers: { Authorization: `Bearer ${header}.${forged}.${signature}` } }),
      );
    });
  });

  describe("anonymous callers", () => {
    test("an anonymous sign-in sends its own JWT and no user id", async () => {
      const visitor = person();
      const { user } = await data(visitor.client.signIn.anonymous());

      const { userId, organizationId, jwt } = await receivedOf(EVERYBODY, (path) => visitor.ask(path));

      assert.equal(userId, undefined);
      assert.equal(organizationId, undefined);
      assert.equal(jwt.sub, user.id);
      assert.equal(jwt.isAnonymous, true);
      await assertRefused(401, MEMBERS, (path) => visitor.ask(path));
    });

    test("without a sign-in the gateway makes an anonymous session", async () => {
      const { userId, jwt } = await receivedOf(EVERYBODY, (path) => person().ask(path));

      assert.equal(userId, undefined);
      assert.equal(jwt.isAnonymous, true);
    });
  });

  test("sign-out ends the session at once, also for who kept its cookie", async () => {
    const ann = await member("Ann", "Acme");
    await receivedOf(MEMBERS, (path) => ann.ask(path));
    const kept = ann.cookie;

    await data(ann.client.signOut());

    assert.equal(ann.cookie, "");
    await assertRefused(401, MEMBERS, (path) =>
      fetch(platform.gateway.url + path, { headers: { Cookie: kept, Origin: "http://localhost:3000" } }),
    );
  });

  test("nobody sends an identity of somebody else's", async () => {
    const ann = await member("Ann", "Acme");
    const eve = await member("Eve", "Evil");

    const { userId, organizationId, jwt, headers } = await receivedOf(MEMBERS, (path) =>
      eve.ask(path, {
        headers: {
          "X-User-Id": ann.user.id,
          "X-Organization-Id": ann.organization.id,
          "X-Internal-Key": "guessed",
          Authorization: "Basic Z3Vlc3NlZA==",
        },
      }),
    );

    assert.equal(userId, eve.user.id);
    assert.equal(organizationId, eve.organization.id);
    assert.equal(jwt.sub, eve.user.id);
    assert.equal(headers.cookie, undefined);
  });
});

function identityIn(headers) {
  const [, bearer] = /^Bearer (ey.*)$/.exec(headers.authorization ?? "") ?? [];
  return {
    userId: headers["x-user-id"],
    organizationId: headers["x-organization-id"],
    jwt: bearer && claims(bearer),
    headers,
  };
}
