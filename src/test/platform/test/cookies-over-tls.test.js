import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { createServer } from "node:https";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { skip, startBrowser, startPages } from "../lib/browser.js";
import { certificateFor, keyDigest } from "../lib/certificate.js";
import { listen } from "../lib/http-server.js";
import { startPlatform } from "../lib/platform.js";

const APP = "dev.app.crowai.dev";
const API = "dev.api.crowai.dev";
const STRANGER = "stranger.example";
const SESSION_COOKIE = "__Secure-better-auth.session_token";

describe("cookies of the subdomains, over TLS in Chromium", { skip }, () => {
  let platform;
  let pages;
  let tls;
  let browser;
  let context;

  before(async () => {
    platform = await startPlatform({ authUrl: "https://dev.internal.auth-api.crowai.dev" });
    pages = await startPages();
    const certificate = certificateFor(APP, API, STRANGER);
    tls = await listen(
      createServer(certificate, (request, response) => {
        if (request.headers.host === API) {
          passOn(platform.gateway.url, request, response);
        } else {
          passOn(pages.url, request, response);
        }
      }),
    );
    browser = await startBrowser(
      { [`${APP}:443`]: tls.port, [`${API}:443`]: tls.port, [`${STRANGER}:443`]: tls.port },
      [`--ignore-certificate-errors-spki-list=${keyDigest(certificate.cert)}`],
    );
  });
  after(async () => {
    await browser?.close();
    await Promise.all([tls, pages, platform].map((server) => server?.close()));
  });
  beforeEach(async () => {
    context = await browser.newContext();
    platform.echo.take();
  });
  afterEach(() => context.close());

  async function open(host) {
    const page = await context.newPage();
    await page.goto(`https://${host}/`);
    return page;
  }

  const ask = (page, path, init) =>
    page.evaluate(([url, options]) => window.ask(url, options), [`https://${API}${path}`, init]);

  const post = (page, path, body) =>
    ask(page, path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });

  let count = 0;

  /** Signs somebody up on the page of the app. */
  async function signedUp(page) {
    const credentials = { name: "Ann", email: `tls${++count}@acme.test`, password: "Passw0rd!123" };
    const { status, text } = await post(page, "/api/v1/auth/sign-up/email", credentials);
    assert.equal(status, 200, text);
    return JSON.parse(text).user;
  }

  test("a sign-in at the API sets a cookie of the whole domain that no script reads", async () => {
    const page = await open(APP);

    await signedUp(page);

    const { domain, secure, httpOnly, sameSite } = (await context.cookies(`https://${API}`)).find(
      ({ name }) => name === SESSION_COOKIE,
    );
    assert.deepEqual(
      { domain, secure, httpOnly, sameSite },
      { domain: ".crowai.dev", secure: true, httpOnly: true, sameSite: "Lax" },
    );
    assert.equal(await page.evaluate(() => document.cookie), "");
  });

  test("the app's page is the user at the API, and its own cookies go on without the session's", async () => {
    const page = await open(APP);
    const user = await signedUp(page);
    await page.evaluate(() => (document.cookie = "theme=dark; domain=crowai.dev; secure; path=/"));

    const { status } = await ask(page, "/api/v1/users/me");

    assert.equal(status, 200);
    const [{ headers }] = platform.echo.take();
    assert.equal(headers["x-user-id"], user.id);
    assert.equal(headers.cookie, "theme=dark");
    assert.equal(headers["x-forwarded-host"], API);
  });

  test("get-session at the API is the session of the app's page", async () => {
    const page = await open(APP);
    const user = await signedUp(page);

    const { status, text } = await ask(page, "/api/v1/auth/get-session");

    assert.equal(status, 200);
    assert.equal(JSON.parse(text).user.id, user.id);
  });

  test("sign-out at the API deletes the cookie", async () => {
    const page = await open(APP);
    await signedUp(page);

    const { status } = await post(page, "/api/v1/auth/sign-out", {});

    assert.equal(status, 200);
    assert.deepEqual(await context.cookies(`https://${API}`), []);
    assert.equal((await ask(page, "/api/v1/users/me")).status, 401);
  });

  test("a page of another site is nobody at the API, and reads nothing", async () => {
    await signedUp(await open(APP));
    const stranger = await open(STRANGER);

    assert.deepEqual(await ask(stranger, "/api/v1/users/me"), { refused: "TypeError" });
    await ask(stranger, "/api/v1/users/me", { method: "POST", mode: "no-cors", body: "{}" });

    assert.deepEqual(platform.echo.take(), []);
  });
});

/** Ends TLS before a server, as the load balancer does. */
function passOn(target, request, response) {
  const { hostname, port } = new URL(target);
  const passed = httpRequest(
    { hostname, port, method: request.method, path: request.url, headers: request.rawHeaders },
    (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  passed.on("error", () => response.destroy());
  request.pipe(passed);
}
