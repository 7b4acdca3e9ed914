import { execFileSync } from "node:child_process";
import { createHash, createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes a key and a certificate of its own for these hosts, valid for a day. */
export function certificateFor(...hosts) {
  const folder = mkdtempSync(join(tmpdir(), "platform-test-"));
  try {
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
    execFileSync(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
        "-subj", `/CN=${hosts[0]}`, "-addext", `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}`,
        "-keyout", key, "-out", cert,
      ],
      { stdio: "pipe" },
    );
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The digest by which Chromium can be told to trust this certificate and no other. */
export function keyDigest(cert) {
  const info = createPublicKey(cert).export({ type: "spki", format: "der" });
  return createHash("sha256").update(info).digest("base64");
}
