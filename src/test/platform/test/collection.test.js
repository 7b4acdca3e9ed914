import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { bruToJsonV2 } from "@usebruno/lang";
import { startDemo } from "../lib/gateway.js";
import { project } from "../lib/project.js";

const FOLDER = new URL("collections/bruno/", project);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".bru"));

describe("the Bruno collection, read by Bruno's own parser", () => {
  let gateway;

  before(async () => {
    gateway = await startDemo();
  });
  after(() => gateway?.close());

  test("has a request for each event", () => {
    const events = readdirSync(new URL("events/", project)).filter((name) => name.endsWith(".json"));

    assert.deepEqual(FILES.map((name) => name.replace(".bru", "")).sort(), events.map((name) => name.replace(".json", "")).sort());
  });

  for (const file of FILES) {
    test(`${file} gets the status that it asserts`, async () => {
      const { http, headers, body = {}, assertions } = bruToJsonV2(readFileSync(new URL(file, FOLDER), "utf8"));
      const [{ name, value }] = assertions;
      assert.equal(name, "res.status");

      const status = await send(http, headers ?? [], content(http.body, body));

      assert.equal(`eq ${status}`, value);
    });
  }

  function content(kind, body) {
    if (kind === "file") {
      const [{ filePath }] = body.file;
      return readFileSync(new URL(filePath, FOLDER));
    }
    return kind === "none" ? "" : body[kind];
  }

  /** Sends the path as it is written, which `fetch` would normalize. */
  function send({ method, url }, headers, body) {
    const { hostname, port } = new URL(gateway.url);
    return new Promise((found, failed) => {
      const sent = request(
        {
          hostname,
          port,
          path: url.replace("{{host}}", ""),
          method: method.toUpperCase(),
          headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
        },
        (response) => {
          response.resume();
          found(response.statusCode);
        },
      );
      sent.on("error", failed);
      sent.end(body);
    });
  }
});
