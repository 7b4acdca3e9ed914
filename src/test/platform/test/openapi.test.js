import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile, copyFile, mkdir } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { validate } from "@hyperjump/json-schema/openapi-3-1";
import { build } from "esbuild";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { startDemo } from "../lib/gateway.js";

const PACKAGES = fileURLToPath(new URL("../", import.meta.url));

describe("the OpenAPI document", () => {
  let gateway;
  let document;
  let ann;
  let folder;

  before(async () => {
    gateway = await startDemo();
    document = await (await fetch(`${gateway.url}/docs/openapi.json`)).json();
    ({
      people: [ann],
    } = await (await fetch(`${gateway.url}/__demo`)).json());
    folder = await mkdtemp(`${PACKAGES}client-`);
  });
  after(async () => {
    await gateway?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("is valid by the schema of OpenAPI 3.1", async () => {
    assert.deepEqual(await validate("https://spec.openapis.org/oas/3.1/schema-base", document, "BASIC"), { valid: true });
  });

  test("would not be valid with a response without description", async () => {
    const broken = structuredClone(document);
    delete broken.components.responses.Problem.description;

    assert.equal((await validate("https://spec.openapis.org/oas/3.1/schema-base", broken)).valid, false);
  });

  test("makes a typed client that gets responses and errors of the gateway", async () => {
    const client = await generate();

    const [products, plans, health] = await client.read(gateway.url, { Cookie: ann.cookie });

    assert.deepEqual([products.status, plans.status, health.status], [200, 200, 200]);
    assert.ok(products.data.items.length > 0);
    assert.deepEqual(plans.data.items.map(({ name }) => name), ["Starter", "Growth", "Scale"]);
    assert.match(health.requestId, /^[0-9a-f-]{36}$/);
    assert.equal((await client.read(gateway.url, {}))[0].error.message, "Authentication required");
  });

  /** Types from the document, checked with the client that uses them, and the client as a module. */
  async function generate() {
    await mkdir(`${folder}/generated`);
    await writeFile(`${folder}/generated/gateway.ts`, astToString(await openapiTS(structuredClone(document))));
    await copyFile(new URL("../client/client.ts", import.meta.url), `${folder}/client.ts`);
    const program = ts.createProgram([`${folder}/client.ts`], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      types: [],
    });
    assert.deepEqual(
      ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
      [],
    );
    await build({
      entryPoints: [`${folder}/client.ts`],
      outfile: `${folder}/client.mjs`,
      bundle: true,
      format: "esm",
      platform: "node",
      logLevel: "silent",
    });
    return import(pathToFileURL(`${folder}/client.mjs`).href);
  }
});
