import { serve } from "./http-server.js";

/**
 * A service that keeps what it received and responds with the path.
 *
 * @param {Record<string, (request: object) => Response>} responses by path, where the response matters
 */
export async function startEchoService(responses = {}) {
  const received = [];
  const answer = async (request, body) => {
    received.push({ method: request.method, url: request.url, headers: request.headers, body });
    const path = request.url.split("?", 1)[0];
    return responses[path]?.({ headers: request.headers, body }) ?? Response.json({ path });
  };
  const server = await serve(answer);
  return {
    ...server,
    answer,
    /** What was received since the last call of this, oldest first. */
    take: () => received.splice(0),
  };
}
