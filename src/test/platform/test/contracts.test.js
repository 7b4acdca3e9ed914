import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startAuthService } from "../lib/auth-service.js";
import { Directory } from "../lib/directory.js";
import { send } from "../lib/http-client.js";
import { Recording, exchanges } from "../lib/recording.js";

const KEYS = { internalKey: "test-internal-key", serviceKey: "test-service-key-gateway" };
const SESSION_COOKIE = "better-auth.session_token";
const COMPARED = ["content-type", "cache-control", "set-cookie", "set-auth-jwt"];

/** What was recorded of the auth service, in order: each exchange asked again of the living library. */
for (const { file, baseUrl, emails } of [
  {
    file: "services.json",
    baseUrl: "http://localhost:8001",
    emails: { "email-ann": "first@acme.test", "email-bob": "second@acme.test" },
  },
  { file: "https-cookies.json", baseUrl: "https://dev.internal.auth-api.crowai.dev", emails: { "email-eve": "third@acme.test" } },
]) {
  describe(`better-auth answers as recorded in ${file}`, () => {
    const recording = new Recording();
    const directory = new Directory();
    let service;

    before(async () => {
      service = await startAuthService({ directory, keys: KEYS, baseUrl });
      Object.entries(emails).forEach(([name, email]) => recording.learn(name, email));
    });
    after(() => service.close());

    for (const exchange of exchanges(file)) {
      // The rows that these recordings learn are made by the auth service's calls to its neighbours.
      if (exchange.service !== "core-auth-service") {
        continue;
      }
      test(`${exchange.id} ${exchange.note}`, async () => {
        const organization = recording.knows("<ba-org-1>") && directory.organization(recording.fill("<ba-org-1>"));
        if (organization) {
          recording.learn("org-1", organization.id);
        }
        assertRecorded(recording, exchange.response, await ask(service.url, recording, exchange.request));
      });
    }
  });
}

function ask(base, recording, { method, path, headers, body }) {
  return send(base + recording.fill(path), {
    method,
    headers: headers.map(([name, value]) => [name, recording.fill(value)]),
    body: body === undefined || typeof body === "string" ? body : recording.fill(JSON.stringify(body)),
  });
}

function assertRecorded(recording, recorded, { status, headers, cookies, text }) {
  assert.equal(status, recorded.status, text);
  for (const name of COMPARED) {
    const expected = recorded.headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
    const actual = name === "set-cookie" ? cookies : name in headers ? [headers[name]] : [];
    assert.ok(recording.matches(expected, actual), `${name}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  }
  if ("json" in recorded) {
    assert.ok(recording.matches(recorded.json, JSON.parse(text)), `${text} is not ${JSON.stringify(recorded.json)}`);
  } else {
    assert.equal(text, recorded.text);
  }
}

describe("better-auth keeps its traps", () => {
  const directory = new Directory();
  let service;

  before(async () => {
    service = await startAuthService({ directory, keys: KEYS });
  });
  after(() => service.close());

  async function signUp(name) {
    const response = await post("sign-up/email", { email: `${name}@acme.test`, password: "Passw0rd!123", name });
    return { cookie: response.cookies.map((cookie) => cookie.split(";", 1)[0]).join("; "), user: response.json().user };
  }

  function post(path, body, cookie) {
    return send(`${service.url}/api/v1/auth/${path}`, {
      method: "POST",
      headers: [["Content-Type", "application/json"], ["Origin", "http://localhost:3000"], ...carrying(cookie)],
      body: JSON.stringify(body),
    });
  }

  function get(path, cookie) {
    return send(`${service.url}/api/v1/auth/${path}`, { headers: carrying(cookie) });
  }

  test("an expired session is null, once with a JWT", async () => {
    const { cookie, user } = await signUp("expired");
    service.database.session.find((row) => row.userId === user.id).expiresAt = new Date(Date.now() - 1000);

    const first = await get("get-session", cookie);
    assert.equal(first.text, "null");
    assert.match(first.headers["set-auth-jwt"], /^ey/);
    assert.equal(first.cookies.length, 3);

    const second = await get("get-session", cookie);
    assert.equal(second.text, "null");
    assert.equal(second.headers["set-auth-jwt"], undefined);
  });

  test("a session due for renewal sets its cookie, but not with disableRefresh", async () => {
    const { cookie, user } = await signUp("aged");
    service.database.session.find((row) => row.userId === user.id).expiresAt = new Date(Date.now() + 5 * 86_400_000);

    const asked = await get("get-session?disableRefresh=true", cookie);
    assert.deepEqual(asked.cookies, []);
    assert.match(asked.headers["set-auth-jwt"], /^ey/);

    const renewed = await get("get-session", cookie);
    assert.match(renewed.cookies[0], new RegExp(`^${SESSION_COOKIE}=`));
  });

  test("get-active-member is the member, or 200 with null, or 401", async () => {
    const { cookie, user } = await signUp("member");

    const none = await get("organization/get-active-member", cookie);
    assert.equal(none.status, 200);
    assert.equal(none.text, "null");

    const created = (await post("organization/create", { name: "Acme", slug: "acme-member" }, cookie)).json();
    const member = await get("organization/get-active-member", cookie);
    assert.equal(member.status, 200);
    const { id, userId, organizationId, role } = member.json();
    assert.equal(typeof id, "string");
    assert.deepEqual({ userId, organizationId, role }, { userId: user.id, organizationId: created.id, role: "owner" });

    assert.equal((await get("organization/get-active-member")).status, 401);
  });

  test("a removed member's session keeps its active organization, for which get-active-member is null", async () => {
    const owner = await signUp("owner");
    const created = (await post("organization/create", { name: "Acme", slug: "acme-removed" }, owner.cookie)).json();
    const guest = await signUp("guest");
    const invited = await post(
      "organization/invite-member",
      { email: guest.user.email, role: "member", organizationId: created.id },
      owner.cookie,
    );
    await post("organization/accept-invitation", { invitationId: invited.json().id }, guest.cookie);
    assert.equal((await get("organization/get-active-member", guest.cookie)).json().userId, guest.user.id);

    const removed = await post(
      "organization/remove-member",
      { memberIdOrEmail: guest.user.email, organizationId: created.id },
      owner.cookie,
    );
    assert.equal(removed.status, 200);

    const { session } = (await get("get-session", guest.cookie)).json();
    assert.equal(session.activeOrganizationId, created.id);
    assert.equal((await get("organization/get-active-member", guest.cookie)).text, "null");
    assert.deepEqual((await get("organization/list", guest.cookie)).json(), []);
  });
});

function carrying(cookie) {
  return cookie ? [["Cookie", cookie]] : [];
}
