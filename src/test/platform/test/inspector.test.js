import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { faults } from "../lib/accessibility.js";
import { skip, startBrowser } from "../lib/browser.js";
import { startDemo } from "../lib/gateway.js";

describe("the inspector in Chromium", { skip }, () => {
  let gateway;
  let browser;
  let page;
  let ann;
  let people;

  before(async () => {
    gateway = await startDemo();
    ({ people } = await (await fetch(`${gateway.url}/__demo`)).json());
    ann = people.find(({ name }) => name === "Ann");
    browser = await startBrowser({});
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
  });
  beforeEach(async () => {
    page = await open();
  });
  afterEach(() => page.context().close());

  async function open(options, path = "/__inspector") {
    const context = await browser.newContext({ viewport: { width: 1300, height: 900 }, ...options });
    const opened = await context.newPage();
    await opened.goto(gateway.url + path);
    return opened;
  }

  const asAnn = (path, headers = {}) => fetch(gateway.url + path, { headers: { Cookie: ann.cookie, ...headers } });
  const rowOf = (path) => page.locator("#rows tr", { hasText: path }).first();

  test("shows a request as it happens, with who sent it and what the cache did", async () => {
    await page.getByRole("status").getByText("Live").waitFor();

    await asAnn("/api/v1/products?live=1");
    await asAnn("/api/v1/products?live=1");

    const row = rowOf("live=1");
    await row.getByText("hit").waitFor();
    assert.match(await row.innerText(), /200.*GET \/api\/v1\/products\?live=1.*core-product-service.*ann@acme/s);
  });

  test("opens a request: where the time went, and what the gateway changed of its fields", async () => {
    await asAnn("/api/v1/patterns?opened=1", { "X-User-Id": "somebody-else" });

    await rowOf("opened=1").getByRole("button").click();

    const detail = page.getByRole("region", { name: /^Request \d+$/ });
    await detail.getByRole("row", { name: /GET \/api\/v1\/patterns → 200/ }).waitFor();
    await detail.getByRole("row", { name: /^upstream \d/ }).waitFor();
    await detail.getByRole("row", { name: new RegExp(`x-user-id somebody-else ${ann.userId} changed`) }).waitFor();
    await detail.getByRole("row", { name: /cookie better-auth.session_token=… +dropped/ }).waitFor();
    await detail.getByRole("row", { name: /key: organization/ }).waitFor();
  });

  test("says why a request was refused", async () => {
    await fetch(`${gateway.url}/api/v1/products?refused=1`);

    await rowOf("refused=1").getByRole("button").click();

    await page.getByText("Why: refusal: Authentication required").waitFor();
  });

  test("names the rule, the policy or the credential that refused a request", async () => {
    await asAnn("/api/v1/organizations?rule=1");
    await rowOf("rule=1").getByRole("button").click();
    await page.getByText("Why: refusal: access · rule:").waitFor();

    await asAnn("/api/v1/products?credential=1", { Cookie: "better-auth.session_token=nobodys.signature" });
    await rowOf("credential=1").getByRole("button").click();
    await page.getByText(/Why: .*authFailure: session/).waitFor();

    let status;
    for (let sent = 0; sent < 250 && status !== 429; sent++) {
      ({ status } = await fetch(`${gateway.url}/health?policy=1`));
    }
    await page.locator("#rows tr", { hasText: "429" }).first().getByRole("button").click();
    await page.getByText("Why: refusal: public rate limit").waitFor();
  });

  test("shows lookups and the count side by side where they ran at the same time", async () => {
    await asAnn("/api/v1/analytics/overview?parallel=1", { Cookie: people.find(({ name }) => name === "Bob").cookie });
    await rowOf("parallel=1").getByRole("button").click();
    const waterfall = page.locator(".waterfall");
    await waterfall.waitFor();

    const pieces = await waterfall.locator("tbody tr").evaluateAll((rows) =>
      rows.map((row) => {
        const [what, from, took] = [...row.cells].map((cell) => cell.textContent);
        return { what, start: Number(from), end: Number(from) + Number(took) };
      }),
    );

    const piece = (text) => pieces.find(({ what }) => what.includes(text)) ?? assert.fail(`no ${text} in ${JSON.stringify(pieces)}`);
    const overlap = (one, other) => one.start <= other.end && other.start <= one.end;
    assert.ok(overlap(piece("get-session"), piece("get-active-member")), JSON.stringify(pieces));
    const organization = pieces.find(({ what }) => what === "organization");
    assert.ok(overlap(piece("count in the store"), organization), JSON.stringify(pieces));
    assert.ok(piece("store: remembered callers"));
    assert.ok(piece("cache: stored responses"));
  });

  test("copies a request as a command, with secrets only when they are shown", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await asAnn("/api/v1/products?copied=1");
    await rowOf("copied=1").getByRole("button").click();

    await page.getByRole("button", { name: "Copy as curl" }).click();
    await page.getByText("Copied without its secrets").waitFor();
    const masked = await page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Show secrets" }).click();
    await page.getByRole("button", { name: "Hide secrets" }).waitFor();
    await page.getByRole("button", { name: "Copy as curl" }).click();
    await page.getByText("Copied with its secrets").waitFor();
    const whole = await page.evaluate(() => navigator.clipboard.readText());

    assert.match(masked, /^curl -i .*better-auth\.session_token=….*copied=1'$/);
    assert.ok(whole.includes(ann.cookie));
  });

  test("hides a password in the body of a sign-in, and the token in its response", async () => {
    await fetch(`${gateway.url}/api/v1/auth/sign-in/email`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: "http://localhost:3000" },
      body: JSON.stringify({ email: ann.email, password: ann.password }),
    });
    await rowOf("sign-in/email").getByRole("button").click();
    await page.getByRole("heading", { name: "Request body" }).waitFor();

    const shown = await page.locator("#detail").innerText();

    assert.match(shown, /"password": "…"/);
    assert.ok(!shown.includes(ann.password));
  });

  for (const [filter, shown] of [
    ["4xx", "filtered=unknown"],
    ["core-product-service filtered", "filtered=ann"],
    ["ann@acme filtered", "filtered=ann"],
  ]) {
    test(`filters by ${filter}`, async () => {
      await asAnn("/api/v1/products?filtered=ann");
      await fetch(`${gateway.url}/api/v1/unknown?filtered=unknown`);
      await rowOf("filtered=unknown").waitFor();

      await page.getByLabel("Filter").fill(filter);

      await rowOf(shown).waitFor({ state: "visible" });
      for (const text of await page.locator("#rows tr:visible").allInnerTexts()) {
        assert.ok(filter === "4xx" ? /\b4\d\d\b/.test(text) : text.includes(filter.split(" ")[0]), text);
      }
    });
  }

  test("shows secrets when asked, and hides them again", async () => {
    await asAnn("/api/v1/products?secrets=1");
    await rowOf("secrets=1").getByRole("button").click();
    const cookie = page.locator("#detail").getByText(ann.cookie);
    assert.equal(await cookie.count(), 0);

    await page.getByRole("button", { name: "Show secrets" }).click();
    await cookie.waitFor();
    await page.getByRole("button", { name: "Hide secrets" }).click();

    await cookie.waitFor({ state: "detached" });
  });

  test("sends a request again, with its credentials", async () => {
    await asAnn("/api/v1/analytics/overview?again=1");
    await rowOf("again=1").getByRole("button").click();

    await page.getByRole("button", { name: "Send again" }).click();

    await page.locator("#rows tr", { hasText: "again=1" }).nth(1).waitFor();
    assert.match(await rowOf("again=1").innerText(), /200.*ann@acme/s);
  });

  test("is used by keyboard alone", async () => {
    await asAnn("/api/v1/products?keys=1");
    await asAnn("/api/v1/patterns?keys=2");
    await rowOf("keys=2").waitFor();

    await page.keyboard.press("/");
    await page.keyboard.type("keys=");
    await page.getByText(/^2 of /).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");

    await page.getByRole("heading", { name: /products\?keys=1/ }).waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#detail").isVisible(), false);
    assert.match(await page.evaluate(() => document.activeElement.textContent), /keys=1/);
  });

  test("keeps what comes during a pause, and forgets on demand", async () => {
    await page.getByRole("status").getByText("Live").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();

    await asAnn("/api/v1/products?paused=1");

    await page.getByText("Paused; 1 waiting").waitFor();
    assert.equal(await rowOf("paused=1").count(), 0);
    await page.getByRole("button", { name: "Go on" }).click();
    await rowOf("paused=1").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("No requests yet").waitFor();
  });

  test("takes 10,000 requests and still filters at once", async () => {
    const row = (number) => ({
      number, at: "2026-11-26T12:00:00Z", method: "GET", path: `/api/v1/products/${number}`, query: "", status: 200,
      service: "core-product-service", who: "ann@acme", cache: "miss", limit: "allowed", milliseconds: 1.5,
    });
    const batches = Array.from({ length: 100 }, (_, batch) =>
      `data: ${JSON.stringify(Array.from({ length: 100 }, (_, index) => row(batch * 100 + index + 1)))}\n\n`);
    await page.route("**/__inspector/events", (route) =>
      route.fulfill({ contentType: "text/event-stream", body: `retry: 3600000\n${batches.join("")}` }),
    );
    await page.reload();
    await rowOf("/10000").waitFor();
    assert.equal(await page.locator("#rows tr").count(), 500);

    const milliseconds = await page.evaluate(() => {
      const filter = document.getElementById("filter");
      filter.value = "products/9999";
      const begun = performance.now();
      filter.dispatchEvent(new Event("input"));
      document.body.getBoundingClientRect(); // Laid out too.
      return performance.now() - begun;
    });

    assert.equal(await page.locator("#rows tr:visible").count(), 1);
    assert.ok(milliseconds < 1_000, `${milliseconds} ms`);
  });

  for (const colorScheme of ["light", "dark"]) {
    for (const path of ["/__inspector", "/__demo"]) {
      test(`${path} has no serious fault of accessibility, ${colorScheme}`, async () => {
        await asAnn("/api/v1/products?axe=1");
        const checked = await open({ colorScheme, bypassCSP: true }, path);
        if (path === "/__inspector") {
          await checked.locator("#rows button").first().click();
          await checked.locator("#detail h2").waitFor();
        }

        assert.deepEqual(await faults(checked), []);
        await checked.context().close();
      });
    }
  }

  test("fits a window of 320 pixels, as at 400 % zoom", async () => {
    await asAnn("/api/v1/products?zoomed=1");
    const small = await open({ viewport: { width: 320, height: 256 } });
    await small.locator("#rows button").first().click();
    await small.locator("#detail h2").waitFor();

    const { scroll, window: width } = await small.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      window: window.innerWidth,
    }));

    assert.ok(scroll <= width, `${scroll} of ${width}`);
    await small.context().close();
  });
});
