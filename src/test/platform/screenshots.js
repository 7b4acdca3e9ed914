// Makes the pictures of docs/images: the inspector with one request open, and the docs page with a form and its response,
// light and dark.
// Run it as .ci/platform runs the tests: with GATEWAY_CLASSPATH, JAVA_HOME and Chromium.
import { fileURLToPath } from "node:url";
import { startBrowser } from "./lib/browser.js";
import { startDemo } from "./lib/gateway.js";
import { project } from "./lib/project.js";

const FOLDER = fileURLToPath(new URL("docs/images/", project));

const gateway = await startDemo();
const browser = await startBrowser({});
try {
  const { people } = await (await fetch(`${gateway.url}/__demo`)).json();
  const [ann, bob, carol] = people;
  const ask = (path, headers) => fetch(gateway.url + path, { headers });
  await ask("/api/v1/products", { Cookie: ann.cookie }); // Warms up what would else be the slowest row.
  await ask("/api/v1/products", { Cookie: bob.cookie });
  await ask("/api/v1/analytics/overview", { "X-API-Key": carol.apiKey });
  await ask("/api/v1/qna");
  await ask("/api/v1/products");
  await ask("/api/v1/patterns?__status=503", { Cookie: ann.cookie });
  await ask("/api/v1/chat/sessions", { Cookie: ann.cookie });
  await ask("/api/v1/chat/sessions", { Cookie: ann.cookie });

  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1300, height: 820 } });
    const page = await context.newPage();
    await page.goto(`${gateway.url}/__inspector`);
    await page.getByRole("button", { name: "GET /api/v1/chat/sessions" }).first().click();
    await page.locator("#detail h2").waitFor();
    await page.screenshot({ path: `${FOLDER}inspector-${colorScheme}.png` });
    await page.goto(`${gateway.url}/docs`);
    await page.getByRole("button", { name: "Try it: /api/v{n}/products/…" }).click();
    const form = page.getByRole("form");
    await form.getByRole("button", { name: "Send" }).click();
    await page.getByLabel("Response body").waitFor();
    await form.scrollIntoViewIfNeeded();
    await form.evaluate((made) => window.scrollTo(0, made.getBoundingClientRect().top + window.scrollY - 120));
    await page.screenshot({ path: `${FOLDER}docs-${colorScheme}.png` });
    await context.close();
  }
} finally {
  await browser.close();
  await gateway.close();
}
