import { createServer } from "node:http";
import { once } from "node:events";

/**
 * Opens an HTTP server on a free port of the loopback.
 *
 * @param {(request: import("node:http").IncomingMessage, body: Buffer) => Promise<Response>} answer
 * @returns {Promise<{url: string, port: number, close: () => Promise<void>}>}
 */
export function serve(answer) {
  return listen(
    createServer(async (request, response) => {
      try {
        await write(response, await answer(request, await bodyOf(request)));
      } catch (fault) {
        console.error(request.method, request.url, fault);
        response.writeHead(500).end();
      }
    }),
  );
}

/** Starts a server on a free port of the loopback; closing it ends its open connections. */
export async function listen(server, protocol = "http") {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return {
    port,
    url: `${protocol}://localhost:${port}`,
    close: () =>
      new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      }),
  };
}

/** Reads the whole body of a request. */
export async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Writes a response as its body arrives; a client that goes away ends the body. */
export async function write(response, answer) {
  const headers = [...answer.headers].filter(([name]) => name !== "set-cookie");
  const cookies = answer.headers.getSetCookie().map((cookie) => ["set-cookie", cookie]);
  response.writeHead(answer.status, [...headers, ...cookies].flat());
  if (answer.body) {
    const reader = answer.body.getReader();
    response.once("close", () => reader.cancel());
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      response.write(chunk.value);
    }
  }
  response.end();
}
