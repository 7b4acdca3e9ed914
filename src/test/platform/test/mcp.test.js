import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { LoggingMessageNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { startMcpService } from "../lib/mcp-service.js";
import { newMember } from "../lib/members.js";
import { startPlatform } from "../lib/platform.js";

describe("the MCP SDK's client and server through /api/v1/mcp", () => {
  const open = [];
  let mcp;
  let platform;
  let member;

  before(async () => {
    mcp = await startMcpService();
    platform = await startPlatform({ services: { mcp: mcp.url } });
    member = await newMember(platform);
  });
  after(() => Promise.all([platform?.close(), mcp?.close()]));
  afterEach(() => Promise.all(open.splice(0).map((client) => client.close())));

  async function connected(credential = { Authorization: `Bearer ${member.key}` }) {
    const transport = new StreamableHTTPClientTransport(new URL(`${platform.gateway.url}/api/v1/mcp`), {
      requestInit: { headers: credential },
      reconnectionOptions: {
        initialReconnectionDelay: 10,
        maxReconnectionDelay: 10,
        reconnectionDelayGrowFactor: 1,
        maxRetries: 2,
      },
    });
    const client = new Client({ name: "platform-test", version: "1.0.0" });
    open.push(client);
    await client.connect(transport);
    return { client, transport };
  }

  async function whoami(client) {
    const { content } = await client.callTool({ name: "whoami" });
    return JSON.parse(content[0].text);
  }

  test("a session id comes back and names the session from then on", async () => {
    const { client, transport } = await connected();

    assert.ok(mcp.sessions.has(transport.sessionId));
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map(({ name }) => name), ["whoami", "announce"]);
    const { headers } = mcp.last("POST");
    assert.equal(headers["mcp-session-id"], transport.sessionId);
    assert.equal(headers["mcp-protocol-version"], transport.protocolVersion);
  });

  test("an API key is its owner at the tool, and goes on as X-API-Key", async () => {
    const { client } = await connected();

    assert.deepEqual(await whoami(client), { userId: member.userId, organizationId: member.organizationId });
    const { headers } = mcp.last("POST");
    assert.equal(headers["x-api-key"], member.key);
    assert.equal(headers.authorization, undefined);
  });

  test("without a credential nothing reaches the server", async () => {
    const initialized = () => mcp.received.filter(({ method, headers }) => method === "POST" && !headers["mcp-session-id"]);
    const before = initialized().length;

    await assert.rejects(connected({}), /401|Unauthorized/);

    assert.equal(initialized().length, before);
  });

  test("a message on the GET stream arrives when the server ends the stream, and the client resumes after it", async () => {
    const { client, transport } = await connected();
    const announced = new Promise((resolve) =>
      client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => resolve(params.data)),
    );
    await mcp.opened(transport.sessionId, 1);

    await client.callTool({ name: "announce" });

    assert.equal(await announced, "Guten Tag, 世界");
    await mcp.opened(transport.sessionId, 2);
    assert.match(mcp.streams(transport.sessionId)[1]["last-event-id"], /^_GET_stream-\d+$/);
  });

  test("DELETE ends the session, and a request in it is then 404", async () => {
    const { client, transport } = await connected();
    const { sessionId } = transport;

    await transport.terminateSession();

    assert.equal(mcp.sessions.has(sessionId), false);
    assert.equal(mcp.last("DELETE").headers["mcp-session-id"], sessionId);
    const late = await fetch(`${platform.gateway.url}/api/v1/mcp`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${member.key}`,
        Accept: "application/json, text/event-stream",
        "Content-Type": "application/json",
        "Mcp-Session-Id": sessionId,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
    });
    assert.equal(late.status, 404);
    await client.close();
  });
});
