import { createAuthClient } from "better-auth/client";
import { anonymousClient, apiKeyClient, jwtClient, organizationClient } from "better-auth/client/plugins";

const ORIGIN = "http://localhost:3000";

/** Somebody at a browser: a cookie jar, and better-auth's own client that uses it. */
export class Person {
  #gateway;
  #cookies = new Map();

  constructor(gateway) {
    this.#gateway = gateway;
    this.client = createAuthClient({
      baseURL: `${gateway.url}/api/v1/auth`,
      fetchOptions: { customFetchImpl: (url, init) => this.#fetch(url, init) },
      plugins: [organizationClient(), apiKeyClient(), jwtClient(), anonymousClient()],
    });
  }

  /** A request to the gateway with the cookies of this person. */
  ask(path, init) {
    return this.#fetch(this.#gateway.url + path, init);
  }

  /** The Cookie header as it is now. */
  get cookie() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async #fetch(url, init = {}) {
    const headers = new Headers(init.headers);
    headers.set("Origin", ORIGIN);
    if (this.#cookies.size > 0) {
      headers.set("Cookie", this.cookie);
    }
    const response = await fetch(url, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      if (/;\s*max-age=0/i.test(cookie)) {
        this.#cookies.delete(name);
      } else {
        this.#cookies.set(name, value);
      }
    }
    return response;
  }
}

/** What a call of better-auth's client resolved to; its error is thrown. */
export async function data(call) {
  const { data: found, error } = await call;
  if (error) {
    throw new Error(JSON.stringify(error));
  }
  return found;
}

/** The claims of a JWT, unverified. */
export function claims(jwt) {
  return JSON.parse(Buffer.from(jwt.split(".")[1], "base64url").toString("utf8"));
}
