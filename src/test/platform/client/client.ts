// A client as a front end writes it: types generated from /docs/openapi.json, requests by openapi-fetch.
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/gateway";

export interface Answer {
  status: number;
  requestId: string | null;
  data: unknown;
  error: components["schemas"]["Problem"] | undefined;
}

/** The first page of products, and a plan of billing, which is a path below a segment. */
export async function read(baseUrl: string, headers: Record<string, string>): Promise<Answer[]> {
  const client = createClient<paths>({ baseUrl, headers });
  const products = await client.GET("/api/v{n}/products", { params: { path: { n: "1" } } });
  const plans = await client.GET("/api/v{n}/billing/{rest}", { params: { path: { n: "1", rest: "plans" } } });
  const health = await client.GET("/health");
  return [products, plans, health].map(({ data, error, response }) => ({
    status: response.status,
    requestId: response.headers.get("X-Request-Id"),
    data,
    error,
  }));
}
