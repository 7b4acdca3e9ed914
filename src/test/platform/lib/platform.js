import { startAuthService } from "./auth-service.js";
import { Directory } from "./directory.js";
import { startEchoService } from "./echo-service.js";
import { KEYS, startGateway } from "./gateway.js";
import { startInternalServices } from "./internal-services.js";

/**
 * A whole platform: the gateway, better-auth, the internal services and an echo for all others.
 *
 * @param {object} [options]
 * @param {Record<string, () => Response>} [options.responses] of the echo, by path
 * @param {Record<string, string>} [options.services] base URLs of others, by segment
 * @param {Record<string, {limit: number, window: number}>} [options.limits] rate limits by policy
 * @param {string} [options.authUrl] BETTER_AUTH_URL
 */
export async function startPlatform({ responses, services = {}, limits, authUrl } = {}) {
  const directory = new Directory();
  const open = [];
  try {
    const auth = keep(await startAuthService({ directory, keys: KEYS, baseUrl: authUrl }));
    const echo = keep(await startEchoService(responses));
    const internal = keep(await startInternalServices({ directory, keys: KEYS, echo }));
    const gateway = keep(
      await startGateway({
        services: {
          auth: auth.url,
          "better-auth": auth.url,
          users: internal.url,
          organizations: internal.url,
          ...services,
          others: echo.url,
        },
        limits,
      }),
    );
    return { directory, auth, echo, gateway, close };
  } catch (failed) {
    await close();
    throw failed;
  }

  function keep(server) {
    open.push(server);
    return server;
  }

  async function close() {
    await Promise.all(open.map((server) => server.close()));
  }
}
