import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { LoggingMessageNotificationSchema } from "@modelcontextprotocol/sdk/types.js";

/** A whole MCP session in a page, with the credentials of its cookies. */
window.mcpSession = async (url) => {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: (target, init) => fetch(target, { ...init, credentials: "include" }),
  });
  const client = new Client({ name: "page", version: "1.0.0" });
  const announced = new Promise((resolve) =>
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => resolve(params.data)),
  );
  await client.connect(transport);
  const { sessionId } = transport;
  const { content } = await client.callTool({ name: "whoami" });
  await window.mcpStreamOpened(sessionId);
  await client.callTool({ name: "announce" });
  const message = await announced;
  await transport.terminateSession();
  await client.close();
  return { sessionId, whoami: JSON.parse(content[0].text), message };
};

/** A fetch with credentials: what a script can read of the response, or that there is none. */
window.ask = async (url, init) => {
  try {
    const response = await fetch(url, { credentials: "include", ...init });
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
  } catch (refused) {
    return { refused: refused.name };
  }
};
