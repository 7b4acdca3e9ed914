import { request as httpRequest } from "node:http";
import { bodyOf } from "./http-server.js";

/**
 * Sends exactly these headers and bytes. `fetch` would add `Sec-Fetch-Mode`, which better-auth reads.
 *
 * @param {string} url
 * @param {{method?: string, headers?: [string, string][], body?: string | Buffer}} request
 */
export function send(url, { method = "GET", headers = [], body } = {}) {
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const length = bytes ? [["Content-Length", String(bytes.length)]] : [];
    const host = [["Host", new URL(url).host]];
    const request = httpRequest(url, { method, headers: [...host, ...headers, ...length].flat(), agent: false });
    request.on("error", reject);
    request.on("response", async (response) => {
      try {
        const received = await bodyOf(response);
        resolve({
          status: response.statusCode,
          headers: response.headers,
          cookies: response.headers["set-cookie"] ?? [],
          bytes: received,
          text: received.toString("utf8"),
          json: () => JSON.parse(received.toString("utf8")),
        });
      } catch (broken) {
        reject(broken);
      }
    });
    request.end(bytes);
  });
}
