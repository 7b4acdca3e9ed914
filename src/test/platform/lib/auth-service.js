import { memoryAdapter } from "better-auth/adapters/memory";
import { betterAuth } from "better-auth";
import { getAuthTables } from "better-auth/db";
import { anonymous, apiKey, jwt, organization } from "better-auth/plugins";
import { serve } from "./http-server.js";

const BASE = "/api/v1/auth/";
const LIBRARY_PATHS = /^(get-session\/?|token|jwks|sign-out|(sign-in|sign-up|organization|api-key)\/.+)$/;
const EMAIL = /^[^@\s]{1,64}@[^@\s]+\.[^@\s]+$/;

export const TRUSTED_ORIGINS = [
  "http://localhost:3000",
  "http://localhost:8000",
  "https://app.crowai.dev",
  "https://dev.app.crowai.dev",
];

/**
 * A better-auth server, mounted as core-auth-service mounts it: which paths the library serves, which the service
 * answers itself, and what it adds to every response. The database is in memory and new with each server.
 *
 * @param {object} options
 * @param {import("./directory.js").Directory} options.directory rows of the user and organization services
 * @param {{internalKey: string, serviceKey: string}} options.keys what the gateway and other services send
 * @param {string} [options.baseUrl] BETTER_AUTH_URL: issuer and audience of its JWTs; https makes cookies `__Secure-`
 */
export async function startAuthService({ directory, keys, baseUrl = "http://localhost:8001" }) {
  const options = libraryOptions(directory, baseUrl);
  const database = emptyDatabase(options);
  const auth = betterAuth({ ...options, database: memoryAdapter(database) });
  const service = new AuthService(auth, directory, keys);
  const server = await serve((request, body) => service.answer(request, body));
  return { ...server, database };
}

/** Tables in memory that have, like those of a database, null where a row has no value. */
function emptyDatabase(options) {
  const database = {};
  for (const [name, { fields }] of Object.entries(getAuthTables(options))) {
    const table = new Table(Object.keys(fields));
    Object.defineProperty(database, name, {
      enumerable: true,
      get: () => table,
      // The adapter rolls back by putting an earlier copy in place.
      set: (rows) => table.splice(0, table.length, ...rows),
    });
  }
  return database;
}

class Table extends Array {
  static get [Symbol.species]() {
    return Array;
  }

  constructor(columns) {
    super();
    Object.defineProperty(this, "columns", { value: columns });
  }

  push(row) {
    this.columns.forEach((column) => (row[column] ??= null));
    return super.push(row);
  }
}

function libraryOptions(directory, baseUrl) {
  const secure = baseUrl.startsWith("https:");
  return {
    // Not the public one: the service doesn't trust its own origin.
    baseURL: `${secure ? "https" : "http"}://core-auth-service`,
    basePath: BASE.slice(0, -1),
    secret: "a secret of the platform tests and of nothing else",
    trustedOrigins: TRUSTED_ORIGINS,
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      useSecureCookies: secure,
      crossSubDomainCookies: secure ? { enabled: true, domain: ".crowai.dev" } : { enabled: false },
    },
    plugins: [
      anonymous({ emailDomainName: "anon.crowai.dev" }),
      organization({
        organizationHooks: {
          afterCreateOrganization: async ({ organization: created, user }) => {
            directory.addOrganization(created, user);
          },
        },
      }),
      apiKey({
        defaultPrefix: "crow_",
        defaultKeyLength: 32,
        enableMetadata: true,
        rateLimit: { enabled: true, timeWindow: 3600, maxRequests: 1000 },
      }),
      jwt({
        jwks: { keyPairConfig: { alg: "RS256", modulusLength: 2048 } },
        jwt: {
          issuer: baseUrl,
          audience: baseUrl,
          expirationTime: "15m",
          definePayload: ({ user, session }) => ({
            ...user,
            organizationId: directory.user(user.id)?.organizationId,
            activeOrganizationId: session.activeOrganizationId ?? null,
          }),
        },
      }),
    ],
  };
}

class AuthService {
  #auth;
  #directory;
  #keys;

  constructor(auth, directory, keys) {
    this.#auth = auth;
    this.#directory = directory;
    this.#keys = keys;
  }

  async answer(request, body) {
    const response = request.method === "OPTIONS" ? new Response(null, { status: 204 }) : await this.#route(request, body);
    const always = new Headers(response.headers);
    always.set("Cache-Control", "no-store, private");
    always.set("Vary", "Origin");
    always.set("Access-Control-Allow-Credentials", "true");
    const origin = request.headers.origin;
    if (TRUSTED_ORIGINS.includes(origin)) {
      always.set("Access-Control-Allow-Origin", origin);
    }
    return new Response(response.body, { status: response.status, headers: always });
  }

  async #route(request, body) {
    const url = new URL(request.url, "http://localhost");
    if (request.method === "GET" && url.pathname === "/") {
      return Response.json({ status: "ok", service: "core-auth-service" });
    }
    if (request.method === "GET" && url.pathname === "/health") {
      return Response.json(health());
    }
    if (request.method === "GET" && url.pathname === "/health/ready") {
      return Response.json({ ready: true, checks: { database: true } });
    }
    if (!url.pathname.startsWith(BASE)) {
      return notFound();
    }
    const path = url.pathname.slice(BASE.length);
    switch (`${request.method} ${path}`) {
      case "POST api-key/verify":
        return this.#verifyKey(request, json(body));
      case "POST api-key/create":
        return this.#createKey(request, json(body));
      case "POST jwt/verify":
        return this.#verifyJwt(json(body));
      case "POST sign-up/email": {
        const { email } = json(body);
        if (typeof email !== "string" || email.length > 254 || !EMAIL.test(email)) {
          return invalid("email must be a valid address and no longer than 254 characters");
        }
        break;
      }
      case "GET api-key/verify":
        return notFound();
    }
    return LIBRARY_PATHS.test(path) ? this.#library(request, body) : notFound();
  }

  /** An empty body of a POST becomes `{}`, but its content type stays what the client said. */
  #library(request, body) {
    const headers = new Headers();
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      headers.append(request.rawHeaders[i], request.rawHeaders[i + 1]);
    }
    headers.delete("content-length");
    if (!headers.has("x-forwarded-for")) {
      headers.set("x-forwarded-for", request.socket.remoteAddress);
    }
    const hasBody = request.method !== "GET" && request.method !== "HEAD";
    const text = body.length === 0 ? "{}" : body.toString("utf8");
    const url = new URL(request.url, `http://${request.headers.host}`);
    return this.#auth.handler(new Request(url, { method: request.method, headers, body: hasBody ? text : undefined }));
  }

  #knows(request) {
    return (
      request.headers["x-internal-key"] === this.#keys.internalKey ||
      request.headers["x-service-api-key"] === this.#keys.serviceKey
    );
  }

  async #verifyKey(request, { key }) {
    if (!this.#knows(request)) {
      return Response.json({ valid: false, error: "Unauthorized" }, { status: 401 });
    }
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const asked = key || request.headers["x-api-key"] || bearer;
    if (!asked) {
      return Response.json({ valid: false, error: "Missing key" }, { status: 400 });
    }
    const result =
      typeof asked === "string" ? await this.#auth.api.verifyApiKey({ body: { key: asked } }) : { valid: false };
    return result.valid
      ? Response.json({ valid: true, key: result.key })
      : Response.json({ valid: false }, { status: 401 });
  }

  /** For a user with an organization, the metadata names that one, whatever the client sent. */
  async #createKey(request, body) {
    if (typeof body.name !== "string" || body.name.length < 1 || body.name.length > 255) {
      return invalid("name is required and must be 1-255 characters");
    }
    const headers = new Headers({ cookie: request.headers.cookie ?? "" });
    const session = await this.#auth.api.getSession({ headers });
    const organizationId = this.#directory.user(session?.user.id)?.organizationId;
    const metadata = organizationId ? { ...body.metadata, organizationId } : body.metadata;
    return this.#library(request, Buffer.from(JSON.stringify({ ...body, metadata })));
  }

  async #verifyJwt({ token }) {
    const payload = await this.#auth.api.verifyJWT({ body: { token: String(token) } });
    return Response.json({ valid: true, payload, type: "user" });
  }
}

function json(body) {
  try {
    return JSON.parse(body.toString("utf8")) ?? {};
  } catch {
    return {};
  }
}

function health() {
  return {
    status: "healthy",
    timestamp: new Date(),
    service: "core-auth-service",
    version: "1.0.0",
    environment: "local",
  };
}

function notFound() {
  return Response.json({ error: "Not Found", message: "Route not found" }, { status: 404 });
}

function invalid(message) {
  return Response.json({ error: { code: "VALIDATION_ERROR", message, timestamp: new Date() } }, { status: 400 });
}
