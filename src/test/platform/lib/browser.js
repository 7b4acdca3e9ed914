import { existsSync } from "node:fs";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { serve } from "./http-server.js";

const EXECUTABLE = process.env.CHROMIUM || "/usr/bin/chromium";

/** Why the tests with a browser are skipped, or false. `.ci/platform` installs Chromium, so there they run. */
export const skip = existsSync(EXECUTABLE) ? false : `no Chromium at ${EXECUTABLE}; set CHROMIUM to one`;

/**
 * Starts Chromium with a profile of its own and no network but the loopback.
 *
 * @param {Record<string, number>} hosts `host:port` in a URL → the loopback port that it leads to
 * @param {string[]} args further flags
 */
export function startBrowser(hosts, args = []) {
  const rules = Object.entries(hosts).map(([host, port]) => `MAP ${host} 127.0.0.1:${port}`);
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--host-resolver-rules=${rules.join(",")}`,
      ...args,
    ],
  });
}

/** A server of the pages that the tests use: an empty one, and the script at `/page.js`. */
export async function startPages() {
  const { outputFiles } = await build({
    entryPoints: [new URL("../page/page.js", import.meta.url).pathname],
    bundle: true,
    format: "iife",
    write: false,
    logLevel: "silent",
  });
  const [{ text: script }] = outputFiles;
  return serve(async (request) =>
    request.url === "/page.js"
      ? new Response(script, { headers: { "Content-Type": "text/javascript" } })
      : new Response('<!doctype html><title>page</title><script src="/page.js"></script>', {
          headers: { "Content-Type": "text/html" },
        }),
  );
}
