import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { promisify } from "node:util";
import { skip, startBrowser } from "../lib/browser.js";
import { startEchoService } from "../lib/echo-service.js";
import { startDemo } from "../lib/gateway.js";
import { serve } from "../lib/http-server.js";

const MARKUP = `"'><img src=x onerror="window.harmed = true"><script>window.harmed = true</script>`;
const SECRET = "InvitationSecretOf32Letters12345";

describe("the inspector, against what is meant to harm or to mislead", { skip }, () => {
  let service;
  let gateway;
  let other;
  let browser;
  let page;
  let ann;

  before(async () => {
    service = await startEchoService({
      "/api/v1/products/hostile": () =>
        new Response(MARKUP, { headers: { "Content-Type": "text/html", "X-Hostile": MARKUP, ETag: `"<b>1</b>"` } }),
      "/api/v1/products/secrets": () =>
        Response.json(
          { url: `https://app.test/accept?token=${SECRET}`, accessToken: SECRET },
          { headers: { Location: `/accept?token=${SECRET}` } },
        ),
    });
    gateway = await startDemo({ products: service.url });
    other = await serve(async () => new Response("<!doctype html><title>other</title>", { headers: { "Content-Type": "text/html" } }));
    ({
      people: [ann],
    } = await (await fetch(`${gateway.url}/__demo`)).json());
    browser = await startBrowser({});
  });
  after(async () => {
    await browser?.close();
    await Promise.all([gateway, service, other].map((server) => server?.close()));
  });
  beforeEach(async () => {
    page = await open();
    service.take();
  });
  afterEach(() => page.context().close());

  async function open(url = `${gateway.url}/__inspector`) {
    const context = await browser.newContext({ viewport: { width: 1300, height: 900 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const opened = await context.newPage();
    await opened.goto(url);
    return opened;
  }

  const asAnn = (path, { headers, ...options } = {}) =>
    fetch(gateway.url + path, { ...options, headers: { Cookie: ann.cookie, ...headers } });
  const rowOf = (path) => page.locator("#rows tr", { hasText: path }).first();

  async function openRow(path) {
    await rowOf(path).getByRole("button").click();
    await page.locator("#detail h2", { hasText: path }).waitFor();
    return page.locator("#detail");
  }

  test("shows markup in a path, a query, a header and a body as text", async () => {
    await asAnn(`/api/v1/products/hostile?q=${encodeURIComponent(MARKUP)}`, { headers: { "X-Asked": MARKUP } });
    await asAnn(`/api/v1/products/${encodeURIComponent(MARKUP.replaceAll("/", ""))}`);

    const shown = await (await openRow("hostile")).innerText();

    assert.ok(shown.includes(MARKUP));
    assert.equal(await page.locator("#rows img, #rows script, #detail img, #detail script, #detail b").count(), 0);
    assert.equal(await page.evaluate(() => window.harmed), undefined);
  });

  test("hides secrets in URLs, headers and bodies, and in what it copies", async () => {
    await asAnn(`/api/v1/products/secrets?invitation_token=${SECRET}`, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", Referer: `http://localhost:3000/?token=${SECRET}` },
      body: `password=${SECRET}`,
    });
    await asAnn(`/api/v1/auth/reset-password/${SECRET}`);
    await asAnn(`/api/v1/products/${ann.apiKey}`);

    for (const path of ["products/secrets", "reset-password", "products/***"]) {
      const shown = await (await openRow(path)).innerText();
      await page.getByRole("button", { name: "Copy as curl" }).click();
      await page.getByText("Copied without its secrets").waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      for (const secret of [SECRET, ann.apiKey, ann.cookie.split("=")[1]]) {
        assert.ok(!`${shown}${copied}`.includes(secret), `${path} shows ${secret}`);
      }
    }
    assert.ok(!(await page.locator("#rows").innerText()).includes(SECRET));
  });

  test("copies a command that sends the same again, whatever is in it", async () => {
    const body = `@/etc/passwd $(touch harmed) \`id\` it's "${MARKUP}"`;
    const path = `/api/v1/products/${encodeURIComponent("a b {x} [1-3] 100% it's")}?q=$(id)&r='`;
    await asAnn(path, { method: "PATCH", headers: { "X-Text": "it's $HOME `id` ; ls", "X-Empty": "", "Content-Type": "text/plain" }, body });
    await openRow("100%");
    await page.getByRole("button", { name: "Show secrets" }).click();
    await page.getByRole("button", { name: "Hide secrets" }).waitFor();

    await page.getByRole("button", { name: "Copy as curl" }).click();
    await page.getByText("Copied with its secrets").waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    await promisify(execFile)("sh", ["-c", command], { timeout: 20_000 });

    const [first, second, ...more] = service.take();
    assert.deepEqual(more, []);
    for (const what of ["method", "url"]) {
      assert.equal(second[what], first[what], command);
    }
    assert.equal(String(second.body), body);
    assert.equal(second.headers["x-text"], "it's $HOME `id` ; ls");
    assert.equal(second.headers["x-empty"], "");
    assert.equal(second.headers["x-user-id"], ann.userId);
  });

  test("is of no use to the page of another site", async () => {
    await asAnn("/api/v1/products/asked");
    await rowOf("products/asked").waitFor();
    service.take();
    const foreign = await open(other.url);

    const seen = await foreign.evaluate(async (url) => {
      const tried = async (path, options) =>
        fetch(url + path, options).then((response) => response.type === "opaque" ? "sent" : response.text(), () => "refused");
      const ended = (source) => new Promise((resolve) => {
        source.onmessage = () => resolve("read");
        source.onerror = () => resolve("refused");
      });
      const script = (src) => new Promise((resolve) => {
        const made = Object.assign(document.createElement("script"), { src });
        made.onload = () => resolve("read");
        made.onerror = () => resolve("refused");
        document.head.append(made);
      });
      return {
        events: await ended(new EventSource(`${url}/__inspector/events`)),
        people: await tried("/__demo"),
        detail: await tried("/__inspector/requests/1"),
        secrets: await tried("/__inspector/requests/1?secrets=shown", { headers: { "X-Inspector": "1" } }),
        callers: await tried("/__docs/callers", { headers: { "X-Inspector": "1" } }),
        again: await tried("/__inspector/requests/1/again", { method: "POST", headers: { "X-Inspector": "1" } }),
        script: await script(`${url}/__demo`),
        blindly: [
          await tried("/__inspector/requests/1/again", { method: "POST", mode: "no-cors" }),
          await tried("/__docs/send", { method: "POST", mode: "no-cors", body: "{}" }),
        ],
      };
    }, gateway.url);

    assert.deepEqual(Object.fromEntries(Object.entries(seen).filter(([name]) => name !== "blindly")), {
      events: "refused", people: "refused", detail: "refused", secrets: "refused", callers: "refused", again: "refused",
      script: "refused",
    });
    assert.deepEqual(service.take(), [], `sent again: ${seen.blindly}`);
    await foreign.context().close();
  });

  test("leaves the connection while its tab is hidden, and shows what it missed once", async () => {
    await page.getByRole("status").getByText("Live").waitFor();
    const turn = (to) =>
      page.evaluate((state) => {
        Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, to);
    await asAnn("/api/v1/products/before");
    await rowOf("products/before").waitFor();

    await turn("hidden");
    await asAnn("/api/v1/products/missed");
    assert.equal(await rowOf("products/missed").count(), 0);
    await turn("visible");

    await rowOf("products/missed").waitFor();
    for (const path of ["products/before", "products/missed"]) {
      assert.equal(await page.locator("#rows tr", { hasText: path }).count(), 1);
    }
  });

  test("notices that the server has started again, and sends nothing of the one before", async () => {
    let restarted = await startDemo();
    const { port } = new URL(restarted.url);
    const watching = await open(`${restarted.url}/__inspector`);
    await fetch(`${restarted.url}/health`);
    await watching.locator("#rows button", { hasText: "/health" }).click();
    await watching.getByRole("button", { name: "Send again" }).waitFor();

    await restarted.close();
    await watching.getByText("Not connected; trying again").waitFor();
    restarted = await startDemo({}, Number(port));

    await watching.getByText("The server has started again").waitFor();
    assert.equal(await watching.locator("#rows tr").count(), 0);
    assert.equal(await watching.locator("#detail").isVisible(), false);
    await watching.context().close();
    await restarted.close();
  });
});
