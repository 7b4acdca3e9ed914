import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { skip, startBrowser, startPages } from "../lib/browser.js";
import { startMcpService } from "../lib/mcp-service.js";
import { newMember } from "../lib/members.js";
import { startPlatform } from "../lib/platform.js";

const ALLOWED = "http://localhost:3000";
const OTHER = "http://localhost:3009";
const REQUEST_HEADERS = {
  "Content-Type": "application/json",
  "X-Requested-With": "XMLHttpRequest",
  "X-Organization-Id": "somebody-elses",
  "X-Request-Id": "asked-by-a-page",
  "If-None-Match": '"nothing"',
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "MCP-Protocol-Version": "2025-06-18",
  "Mcp-Session-Id": "a-session",
  "Last-Event-ID": "17",
};

describe("a page in Chromium", { skip }, () => {
  let mcp;
  let platform;
  let pages;
  let browser;
  let context;
  let page;
  let member;

  before(async () => {
    mcp = await startMcpService();
    platform = await startPlatform({
      services: { mcp: mcp.url, qna: await closedPort(), "crawler-jobs": await closedPort() },
      limits: { public: { limit: 2, window: 60 } },
    });
    pages = await startPages();
    browser = await startBrowser({ "localhost:3000": pages.port, "localhost:3009": pages.port });
    context = await browser.newContext();
    member = await newMember(platform);
    await signIn(context, platform.gateway.url, member);
    page = await open(ALLOWED);
  });
  after(async () => {
    await browser?.close();
    await Promise.all([platform, pages, mcp].map((server) => server?.close()));
  });
  beforeEach(() => platform.echo.take());

  async function open(origin) {
    const opened = await context.newPage();
    await opened.exposeFunction("mcpStreamOpened", (session) => mcp.opened(session, 1));
    await opened.goto(`${origin}/`);
    return opened;
  }

  const ask = (path, init, from = page) =>
    from.evaluate(([url, options]) => window.ask(url, options), [platform.gateway.url + path, init]);

  test("reads a response with its credentials and the exposed headers", async () => {
    const { status, headers } = await ask("/api/v1/products/exposed");

    assert.equal(status, 200);
    const [received] = platform.echo.take();
    assert.equal(received.headers["x-user-id"], member.userId);
    assert.equal(received.headers["x-organization-id"], member.organizationId);
    assert.equal(received.headers.origin, ALLOWED);
    assert.equal(received.headers.cookie, undefined);
    for (const name of [
      "x-cache", "x-gateway-service", "x-gateway-version", "x-request-id", "ratelimit", "ratelimit-policy", "etag",
      "server-timing",
    ]) {
      assert.ok(headers[name], `${name} is not readable`);
    }
  });

  test("sees no session cookie", async () => {
    assert.equal(await page.evaluate(() => document.cookie), "");
  });

  for (const method of ["PUT", "PATCH", "DELETE", "POST"]) {
    test(`sends ${method} after a preflight, with every header that the gateway allows`, async () => {
      const { status } = await ask("/api/v1/products/preflight", {
        method,
        headers: REQUEST_HEADERS,
        body: method === "DELETE" ? undefined : "{}",
      });

      assert.equal(status, 200);
      const [received] = platform.echo.take();
      assert.equal(received.method, method);
      assert.equal(received.headers["x-request-id"], "asked-by-a-page");
      assert.equal(received.headers["mcp-session-id"], "a-session");
      assert.equal(received.headers["last-event-id"], "17");
      assert.equal(received.headers["x-organization-id"], member.organizationId);
    });
  }

  for (const credential of [{ Authorization: "Bearer KEY" }, { "X-API-Key": "KEY" }]) {
    const [[name]] = Object.entries(credential);
    test(`sends its API key as ${name} without cookies`, async () => {
      const { status } = await ask(`/api/v1/products/key-in-${name}`, {
        credentials: "omit",
        headers: { [name]: credential[name].replace("KEY", member.key) },
      });

      assert.equal(status, 200);
      assert.equal(platform.echo.take()[0].headers["x-user-id"], member.userId);
    });
  }

  test("may not send a header that the gateway doesn't allow", async () => {
    assert.deepEqual(await ask("/api/v1/products/denied", { headers: { "X-Internal-Key": "guessed" } }), {
      refused: "TypeError",
    });
    assert.deepEqual(platform.echo.take(), []);
  });

  test("of another origin reads nothing, and its writes reach nobody", async () => {
    const other = await open(OTHER);

    assert.deepEqual(await ask("/api/v1/products/other", {}, other), { refused: "TypeError" });
    assert.deepEqual(await ask("/api/v1/products/other", { method: "DELETE" }, other), { refused: "TypeError" });
    platform.echo.take();
    // No preflight: the request is sent, with the cookie, for localhost is one site whatever the port.
    await ask("/api/v1/products/other", { method: "POST", mode: "no-cors", body: "x" }, other);
    assert.deepEqual(platform.echo.take(), []);
    await other.close();
  });

  test("reads 401 and its challenge", async () => {
    const { status, headers, text } = await ask("/api/v1/products/refused", { credentials: "omit" });

    assert.equal(status, 401);
    assert.ok(headers["www-authenticate"]);
    assert.equal(JSON.parse(text).error, "Unauthorized");
  });

  test("reads 403", async () => {
    const { status, text } = await ask("/api/v1/users");

    assert.equal(status, 403);
    assert.equal(JSON.parse(text).error, "Forbidden");
    assert.deepEqual(platform.echo.take(), []);
  });

  test("reads 429 and when to come back", async () => {
    await ask("/health");
    await ask("/health");
    const { status, headers, text } = await ask("/health");

    assert.equal(status, 429);
    assert.equal(JSON.parse(text).error, "Too many requests");
    assert.match(headers["retry-after"], /^\d+$/);
    assert.match(headers.ratelimit, /^"public";r=0;t=\d+$/);
    assert.equal(headers["ratelimit-policy"], '"public";q=2;w=60');
  });

  test("reads 503 of a service that is down", async () => {
    const { status, headers, text } = await ask("/api/v1/qna/down");

    assert.equal(status, 503);
    assert.equal(JSON.parse(text).message, "bff-qna-service is not responding");
    assert.match(headers["retry-after"], /^\d+$/);
  });

  test("revalidates with the ETag that it was given", async () => {
    const first = await ask("/api/v1/products/validated", { cache: "no-store" });
    assert.equal(first.status, 200);
    assert.equal(first.headers["x-cache"], "MISS");

    const { status, text, headers } = await ask("/api/v1/products/validated", {
      cache: "no-store",
      headers: { "If-None-Match": first.headers.etag },
    });

    assert.equal(status, 304);
    assert.equal(text, "");
    assert.equal(headers.etag, first.headers.etag);
  });

  test("is given the same again by its own cache after a 304", async () => {
    const responses = [];
    page.on("response", (response) => responses.push(response));
    const first = await ask("/api/v1/products/cached-by-the-browser");

    const second = await ask("/api/v1/products/cached-by-the-browser");

    assert.equal(second.status, 200);
    assert.equal(second.text, first.text);
    assert.equal(second.headers.etag, first.headers.etag);
    assert.equal(platform.echo.take().length, 1);
  });

  test("has an MCP session with the SDK's client", async () => {
    const { sessionId, whoami, message } = await page.evaluate(
      (url) => window.mcpSession(url),
      `${platform.gateway.url}/api/v1/mcp`,
    );

    assert.match(sessionId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(whoami, { userId: member.userId, organizationId: member.organizationId });
    assert.equal(message, "Guten Tag, 世界");
    assert.equal(mcp.sessions.has(sessionId), false);
  });
});

/** Gives the browser the member's session, through the gateway. */
async function signIn(context, gateway, { email }) {
  const page = await context.newPage();
  await page.goto(`${ALLOWED}/`);
  const { status } = await page.evaluate(
    ([url, body]) =>
      window.ask(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    [`${gateway}/api/v1/auth/sign-in/email`, { email, password: "Passw0rd!123" }],
  );
  assert.equal(status, 200);
  await page.close();
}

/** A URL at which nobody listens. */
async function closedPort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return `http://localhost:${port}`;
}
