import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { skip, startBrowser } from "../lib/browser.js";
import { startDemo } from "../lib/gateway.js";
import { faults } from "../lib/accessibility.js";

describe("the docs page in Chromium", { skip }, () => {
  let gateway;
  let browser;
  let page;
  let refused;
  let ann;

  before(async () => {
    gateway = await startDemo();
    ({
      people: [ann],
    } = await (await fetch(`${gateway.url}/__demo`)).json());
    browser = await startBrowser({});
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
  });
  beforeEach(async () => {
    page = await open();
  });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(refused, [], "what the content policy refused");
  });

  async function open(options = {}) {
    const context = await browser.newContext({ viewport: { width: 1300, height: 900 }, ...options });
    const opened = await context.newPage();
    refused = [];
    opened.on("console", (message) => /content security policy/i.test(message.text()) && refused.push(message.text()));
    await opened.goto(`${gateway.url}/docs`);
    await opened.getByRole("button", { name: "Try it: /api/v{n}/products/…" }).waitFor();
    return opened;
  }

  const result = () => page.locator(".result");

  async function tryIt(name) {
    await page.getByRole("button", { name: `Try it: ${name}`, exact: true }).click();
    return page.getByRole("form", { name: `Try it: ${name}`, exact: true });
  }

  test("sends a request as Ann, and explains the headers of its response", async () => {
    const form = await tryIt("/api/v{n}/products/…");

    await form.getByRole("button", { name: "Send" }).click();

    await page.getByRole("status").getByText(/^200 in \d+ ms$/).waitFor();
    assert.match(await result().getByRole("row", { name: /^cache-status/i }).innerText(), /nothing was stored for this path.*stored now/is);
    assert.match(await result().getByRole("row", { name: /^server-timing/i }).innerText(), /ms: Finding out who calls/);
    assert.match(await result().getByRole("row", { name: /^ratelimit /i }).innerText(), /\d+ requests are left/);
    assert.match(await page.getByLabel("Response body").innerText(), /Espresso cup/);
  });

  test("sends it again from the cache", async () => {
    const form = await tryIt("/api/v{n}/patterns/…");
    await form.getByRole("button", { name: "Send" }).click();
    await result().getByText("MISS", { exact: true }).waitFor();

    await form.getByRole("button", { name: "Send" }).click();

    await result().getByText("HIT", { exact: true }).waitFor();
    assert.match(await result().getByRole("row", { name: /^cache-status/i }).innerText(), /was served.*\(\d+\)/is);
  });

  for (const [caller, status, seen] of [
    ["Ann of Acme, by API key", 200, /Espresso cup/],
    ["Nobody (anonymous)", 401, /Authentication required/],
    ["A service of the platform", 200, /Espresso cup/],
  ]) {
    test(`sends a request as: ${caller}`, async () => {
      const form = await tryIt("/api/v{n}/products/…");
      await form.getByLabel("Send as").selectOption(caller);

      await form.getByRole("button", { name: "Send" }).click();

      await page.getByRole("status").getByText(new RegExp(`^${status} in`)).waitFor();
      assert.match(await page.getByLabel("Response body").innerText(), seen);
    });
  }

  test("fills the ids of the caller into a path that needs them", async () => {
    const form = await tryIt("users/by-auth-id/{own auth id}");
    assert.equal(await form.getByLabel("Path and query").inputValue(), `/api/v1/users/by-auth-id/${ann.userId}`);

    await form.getByLabel("Send as").selectOption("Carol of Globex, by session");
    assert.match(await form.getByLabel("Path and query").inputValue(), /CarolLocalDemo/);
    await form.getByRole("button", { name: "Send" }).click();

    await page.getByRole("status").getByText(/^200 in/).waitFor();
    assert.match(await page.getByLabel("Response body").innerText(), /carol@globex/);
  });

  test("sends a body, and a header more", async () => {
    const form = await tryIt("/api/v{n}/products/…");
    await form.getByLabel("Method").selectOption("POST");
    await form.getByLabel("Path and query").fill("/api/v1/products?__echo");
    await form.getByLabel("Body").fill('{"name":"a cup"}');
    await form.getByText("More headers").click();
    await form.getByLabel("Name: value, one a line").fill("X-Request-Id: from-the-form");

    await form.getByRole("button", { name: "Send" }).click();

    await page.getByRole("status").getByText(/^200 in/).waitFor();
    assert.match(await result().getByRole("row", { name: /^x-request-id/i }).innerText(), /from-the-form/);
    assert.match(await page.getByLabel("Response body").innerText(), /"length": 16/);
  });

  test("says what is wrong with a path that cannot be sent", async () => {
    const form = await tryIt("/health");
    await form.getByLabel("Path and query").fill("no slash");

    await form.getByRole("button", { name: "Send" }).click();

    await result().getByText("The path begins with a slash").waitFor();
  });

  test("leads from a response to its request in the inspector", async () => {
    const form = await tryIt("/health");
    await form.getByRole("button", { name: "Send" }).click();

    await page.getByRole("link", { name: "Open it in the inspector" }).click();

    await page.getByRole("heading", { name: "200 GET /health" }).waitFor();
  });

  test("is used by keyboard alone", async () => {
    await page.getByRole("button", { name: "Try it: /api/v{n}/qna/…" }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("Nobody");
    for (const field of ["Method", "Path and query"]) {
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.labels[0].textContent), field);
    }
    await page.keyboard.press("Enter");

    await page.getByRole("status").getByText(/^200 in/).waitFor();
  });

  test("fits a window of 320 pixels, as at 400 % zoom, with a response open", async () => {
    await page.context().close();
    page = await open({ viewport: { width: 320, height: 256 } });
    const form = await tryIt("/api/v{n}/products/…");
    await form.getByRole("button", { name: "Send" }).click();
    await page.getByRole("status").getByText(/^200 in/).waitFor();

    const { scroll, width } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      width: window.innerWidth,
    }));

    assert.ok(scroll <= width, `${scroll} of ${width}`);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`has no serious fault of accessibility with a form and a response open, ${colorScheme}`, async () => {
      await page.context().close();
      page = await open({ colorScheme, bypassCSP: true });
      const form = await tryIt("/api/v{n}/products/…");
      await form.getByRole("button", { name: "Send" }).click();
      await page.getByRole("status").getByText(/^200 in/).waitFor();

      assert.deepEqual(await faults(page), []);
    });
  }
});
