import { serve } from "./http-server.js";

/**
 * The organization and the user service: a row by its auth id for who knows the internal key, and an echo for all else.
 */
export async function startInternalServices({ directory, keys, echo }) {
  const find = {
    organizations: (id) => directory.organization(id),
    users: (id) => directory.user(id),
  };
  return serve(async (request, body) => {
    if (request.headers["x-internal-key"] !== keys.internalKey) {
      return Response.json({ error: "Unauthorized", message: "Authentication required" }, { status: 401 });
    }
    const [, segment, id] = /^\/api\/v1\/(organizations|users)\/by-auth-id\/([^/?]+)$/.exec(request.url) ?? [];
    if (!segment) {
      return echo.answer(request, body);
    }
    const serviceKey = request.headers["x-service-api-key"];
    if (segment === "organizations" && serviceKey !== undefined && serviceKey !== keys.serviceKey) {
      return Response.json({ error: "Unauthorized", message: "Invalid service API key" }, { status: 401 });
    }
    const row = find[segment](decodeURIComponent(id));
    return row ? Response.json(row) : Response.json({ error: "Not found" }, { status: 404 });
  });
}
