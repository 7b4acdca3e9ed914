import { createRequire } from "node:module";

const AXE = createRequire(import.meta.url).resolve("axe-core");

/** What axe finds serious or critical on a page that was opened with `bypassCSP`: the rule and the first elements. */
export async function faults(page) {
  await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)]);
}
