import { randomUUID } from "node:crypto";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { serve } from "./http-server.js";

/** An MCP server of the SDK at `/api/v1/mcp`, with sessions, resumable streams and two tools. */
export async function startMcpService() {
  const sessions = new Map();
  const received = [];
  const streams = [];
  let waiting = [];
  const of = (session) => streams.filter((headers) => headers["mcp-session-id"] === session);

  const server = await serve(async (request, body) => {
    received.push({ method: request.method, headers: request.headers });
    const id = request.headers["mcp-session-id"];
    if (id !== undefined && !sessions.has(id)) {
      return Response.json(
        { jsonrpc: "2.0", error: { code: -32001, message: "Session not found" }, id: null },
        { status: 404 },
      );
    }
    const transport = sessions.get(id) ?? (await newSession(sessions));
    const response = await transport.handleRequest(toWeb(request, body));
    if (request.method === "GET" && response.status === 200) {
      streams.push(request.headers);
      waiting = waiting.filter(({ session, count, resolve }) => of(session).length < count || resolve());
    }
    return response;
  });

  return {
    ...server,
    sessions,
    received,
    /** The newest request of a method; a client opens its GET stream beside the others, sooner or later. */
    last: (method) => received.findLast((request) => request.method === method),
    /** The headers of the GET streams that a session has opened, oldest first. */
    streams: of,
    /** Waits until a session has opened so many GET streams. */
    opened: (session, count) =>
      new Promise((resolve) => (of(session).length >= count ? resolve() : waiting.push({ session, count, resolve }))),
  };
}

async function newSession(sessions) {
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore: new Events(),
    onsessioninitialized: (id) => void sessions.set(id, transport),
    onsessionclosed: (id) => void sessions.delete(id),
  });
  const mcp = new McpServer({ name: "platform-test", version: "1.0.0" }, { capabilities: { logging: {} } });
  mcp.registerTool("whoami", { description: "Who calls, as the gateway says" }, async ({ requestInfo }) => ({
    content: [
      {
        type: "text",
        text: JSON.stringify({
          userId: requestInfo.headers["x-user-id"],
          organizationId: requestInfo.headers["x-organization-id"],
        }),
      },
    ],
  }));
  mcp.registerTool("announce", { description: "Sends a message on the GET stream and ends that" }, async () => {
    await mcp.server.sendLoggingMessage({ level: "info", data: "Guten Tag, 世界" });
    transport.closeStandaloneSSEStream();
    return { content: [{ type: "text", text: "announced" }] };
  });
  await mcp.connect(transport);
  return transport;
}

/** The events of a session's streams, so that a client can resume after the last one it has seen. */
class Events {
  #events = [];

  async storeEvent(streamId, message) {
    const eventId = `${streamId}-${this.#events.length}`;
    this.#events.push({ eventId, streamId, message });
    return eventId;
  }

  async getStreamIdForEventId(eventId) {
    return this.#events.find((event) => event.eventId === eventId)?.streamId;
  }

  async replayEventsAfter(lastEventId, { send }) {
    const last = this.#events.findIndex((event) => event.eventId === lastEventId);
    const { streamId } = this.#events[last];
    for (const event of this.#events.slice(last + 1)) {
      if (event.streamId === streamId) {
        await send(event.eventId, event.message);
      }
    }
    return streamId;
  }
}

function toWeb(request, body) {
  const headers = new Headers();
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    headers.append(request.rawHeaders[i], request.rawHeaders[i + 1]);
  }
  return new Request(`http://mcp${request.url}`, {
    method: request.method,
    headers,
    body: request.method === "POST" ? body : undefined,
  });
}
