import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import Stripe from "stripe";
import { send } from "../lib/http-client.js";
import { startPlatform } from "../lib/platform.js";

const SECRET = "whsec_platform_test";
const PATH = "/api/v1/billing/webhook";

describe("a Stripe event through the webhook", () => {
  const stripe = new Stripe("sk_test_platform");
  let platform;

  before(async () => {
    platform = await startPlatform({ responses: { [PATH]: verified } });
  });
  after(() => platform.close());

  /** What core-billing-service does with it. */
  function verified({ headers, body }) {
    try {
      return Response.json(stripe.webhooks.constructEvent(body, headers["stripe-signature"], SECRET).data.object);
    } catch (refused) {
      return Response.json({ error: refused.type }, { status: 400 });
    }
  }

  /** Posts a payload with a signature, by default its own, and returns what the service received and said. */
  async function deliver(payload, { type = "application/json; charset=utf-8", signed = payload } = {}) {
    const signature = stripe.webhooks.generateTestHeaderString({ payload: signed, secret: SECRET });
    platform.echo.take();
    const response = await send(platform.gateway.url + PATH, {
      method: "POST",
      headers: [
        ["Content-Type", type],
        ["Stripe-Signature", signature],
        ["User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"],
      ],
      body: payload,
    });
    return { response, received: platform.echo.take() };
  }

  const event = (object) => ({ id: "evt_1", object: "event", type: "invoice.paid", data: { object } });

  for (const [what, payload, expected, options] of [
    ["as Stripe prints it", JSON.stringify(event({ id: "in_1" }), null, 2), { id: "in_1" }],
    ["in UTF-8", JSON.stringify(event({ name: "Žofie Müller 世界 🧾 \u2028" })), { name: "Žofie Müller 世界 🧾 \u2028" }],
    ["with CRLF", JSON.stringify(event({ id: "in_2" }), null, 2).replaceAll("\n", "\r\n"), { id: "in_2" }],
    ["with blanks around", ` \r\n\t${JSON.stringify(event({ id: "in_3" }))}\n\n`, { id: "in_3" }],
    ["in escapes that JSON would spell otherwise", String.raw`{"data":{"object":{"a":"\u00e9\/","b":1.50}}}`, { a: "é/", b: 1.5 }],
    ["sent as bytes", JSON.stringify(event({ id: "in_4" })), { id: "in_4" }, { type: "application/octet-stream" }],
    ["of 1 MB", JSON.stringify(event({ text: "ä".repeat(500_000) })), { text: "ä".repeat(500_000) }],
  ]) {
    test(`verifies ${what}, byte for byte and without a caller`, async () => {
      const { response, received } = await deliver(payload, options);

      assert.equal(response.status, 200, response.text);
      assert.deepEqual(response.json(), expected);
      assert.equal(received.length, 1);
      assert.deepEqual(received[0].body, Buffer.from(payload));
      const { authorization, "x-user-id": userId, "x-organization-id": organizationId } = received[0].headers;
      assert.deepEqual({ authorization, userId, organizationId }, {
        authorization: undefined,
        userId: undefined,
        organizationId: undefined,
      });
    });
  }

  test("is refused by the service when it was signed for other bytes", async () => {
    const payload = JSON.stringify(event({ amount: 100 }));

    const { response } = await deliver(payload, { signed: payload.replace("100", "101") });

    assert.equal(response.status, 400);
    assert.deepEqual(response.json(), { error: "StripeSignatureVerificationError" });
  });
});
