import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, expect, test } from "vitest";
import { listen } from "#server/serve/listen.ts";

const folder = mkdtempSync(join(tmpdir(), "culprit-tls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function certificate(name: string): { cert: string; key: string } {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const how = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-x509", "-days", "1", "-subj", `/CN=${name}`];
  execFileSync("openssl", ["req", ...how, "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { cert, key };
}

test("with a certificate of its own it speaks TLS and nothing else", async () => {
  const tls = certificate("culprit.example.net");
  const listening = await listen((_, response) => response.end("inside"), { host: "127.0.0.1", port: 0, exact: true, tls });
  const answered = await new Promise<{ text: string; name: unknown }>((done, fail) => {
    request({ host: "127.0.0.1", port: listening.port, rejectUnauthorized: false }, (response) => {
      const name: unknown = (response.socket as TLSSocket).getPeerCertificate().subject.CN;
      response.setEncoding("utf8").on("data", (text: string) => done({ text, name }));
    })
      .on("error", fail)
      .end();
  });
  expect(answered).toEqual({ text: "inside", name: "culprit.example.net" });
  await expect(fetch(`http://127.0.0.1:${listening.port}`)).rejects.toThrow();
  await listening.close();
});

test("a file that is no certificate stops the start", async () => {
  const { key } = certificate("x");
  await expect(listen(() => undefined, { host: "127.0.0.1", port: 0, exact: true, tls: { cert: key, key } })).rejects.toThrow();
});

test("a request that never ends is not waited for, and an answer may take as long as it likes", async () => {
  const { server, close } = await listen(() => undefined, { host: "127.0.0.1", port: 0, exact: true });
  for (const limit of [server.headersTimeout, server.requestTimeout]) {
    expect(limit).toBeGreaterThan(0);
    expect(limit).toBeLessThanOrEqual(600_000);
  }
  expect(server.timeout).toBe(0);
  await close();
});
