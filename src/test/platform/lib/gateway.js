import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { project } from "./project.js";

const SEGMENTS = [
  "auth", "better-auth", "users", "products", "crawler-jobs", "organizations", "analytics", "notifications",
  "patterns", "interactions", "chat", "qna", "mcp", "billing", "cctv", "ingest",
];
const STARTED_WITHIN_MS = 60_000;
// Every client here has one address; a budget that matters to a test is set by it.
const GENEROUS = { limit: 100_000, window: 60 };

export const KEYS = { internalKey: "platform-test-internal-key", serviceKey: "platform-test-service-key" };

/**
 * Starts the local gateway on a free port. `GATEWAY_CLASSPATH` is the class path of the build, `JAVA_HOME` a JDK 25.
 *
 * @param {object} options
 * @param {Record<string, string>} options.services base URLs by segment; `others` stands for all that are not named
 * @param {Record<string, {limit: number, window: number}>} [options.limits] rate limits by policy
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function startGateway({ services: { others, ...services }, limits = {} }) {
  const urls = Object.fromEntries(SEGMENTS.map((segment) => [segment, services[segment] ?? others]));
  return start("external", {
    SERVICE_URLS: JSON.stringify(urls),
    AUTH_SERVICE_URL: urls.auth,
    INTERNAL_GATEWAY_KEY: KEYS.internalKey,
    SERVICE_API_KEY_ORG_SERVICE: KEYS.serviceKey,
    CRAWLER_SERVICE_SECRET: "platform-test-crawler-secret",
    RATE_LIMITS: JSON.stringify({ authentication: GENEROUS, standard: GENEROUS, public: GENEROUS, ...limits }),
  });
}

/**
 * Starts it with its own demo services, as `mvn -Plocal` does.
 *
 * @param {Record<string, string>} services base URLs by segment, in place of the demo's
 * @param {number} port the port, 0 for any free one
 */
export function startDemo(services = {}, port = 0) {
  return start("demo", { SERVICE_URLS: JSON.stringify(services) }, port);
}

async function start(services, variables, port = 0) {
  const classpath = process.env.GATEWAY_CLASSPATH;
  if (!classpath) {
    throw new Error("GATEWAY_CLASSPATH is not set: start the tests with .ci/platform");
  }
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : "java";
  const gateway = spawn(
    java,
    [
      "--enable-native-access=ALL-UNNAMED",
      "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
      `-Dport=${port}`,
      `-Dservices=${services}`,
      "-classpath",
      classpath,
      "dev.crowai.gateway.local.LocalGateway",
    ],
    { cwd: project, env: { PATH: process.env.PATH, ...variables }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const lines = [];
  createInterface(gateway.stderr).on("line", (line) => lines.push(line));
  const url = await addressOf(gateway, lines);
  return {
    url,
    /** What it has logged so far, one line an entry. */
    log: () => [...lines],
    close: async () => {
      if (gateway.exitCode === null) {
        gateway.kill("SIGTERM");
        await once(gateway, "exit");
      }
    },
  };
}

function addressOf(gateway, lines) {
  return new Promise((found, failed) => {
    const late = setTimeout(() => {
      gateway.kill("SIGKILL");
      failed(new Error(`no address of the gateway within ${STARTED_WITHIN_MS} ms:\n${lines.join("\n")}`));
    }, STARTED_WITHIN_MS);
    gateway.once("exit", (code) => {
      clearTimeout(late);
      failed(new Error(`the gateway ended with ${code}:\n${lines.join("\n")}`));
    });
    createInterface(gateway.stdout).on("line", (line) => {
      lines.push(line);
      const [, url] = /gateway\s+(http:\/\/localhost:\d+)/.exec(line) ?? [];
      if (url) {
        clearTimeout(late);
        found(url);
      }
    });
  });
}
