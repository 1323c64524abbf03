import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { readText } from "#app/api/v1/_http/guard.ts";
import { isRefused, MOST_BYTES, openBundle } from "#server/bundle/open.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import { memoryPins } from "./ssh/memory-pins.ts";

/** 200 kB that become 200 MB. */
const bomb = (): Buffer => gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20), { level: 9 });
const MOST_GROWN = 64 * 1024 * 1024;

/** Nothing that somebody else packed is ever unpacked: neither what is uploaded, nor what is imported, nor what a host sends. */
describe("a gzip bomb", () => {
  const packed = bomb();

  /** By how much memory outside the heap grew, at its highest seen from here. */
  async function grown(what: () => Promise<unknown> | unknown): Promise<number> {
    const before = process.memoryUsage();
    await what();
    const after = process.memoryUsage();
    return after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
  }

  it("that is uploaded is refused before it is read", async () => {
    let status = 0;
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    const request = new Request("http://127.0.0.1:3000/api/v1/import", { method: "POST", body: new Uint8Array(packed), headers });
    const more = await grown(async () => {
      const read = await readText(request, 512 * 1024 * 1024);
      status = read.ok ? 200 : read.answer.status;
    });
    expect(status).toBe(415);
    expect(request.bodyUsed).toBe(false);
    expect(more).toBeLessThan(MOST_GROWN);
  });

  it("that is imported is no bundle", async () => {
    const more = await grown(() => expect(isRefused(openBundle(packed.toString("latin1")))).toBe(true));
    expect(more).toBeLessThan(MOST_GROWN);
  });

  it("is not needed to be too large: a bundle is refused by its length before it is parsed", () => {
    // A string that is put together only when somebody reads it.
    expect(openBundle(" ".repeat(MOST_BYTES + 1))).toMatchObject({ refused: expect.stringContaining("257 MiB") as string });
  });

  it("that is a host's stream cannot begin: compression is never agreed upon", async () => {
    const folder = mkdtempSync(join(tmpdir(), "culprit-bomb-"));
    const { private: key } = ssh2.utils.generateKeyPairSync("ed25519");
    const identity = join(folder, "key");
    writeFileSync(identity, key, { mode: 0o600 });
    let asked = 0;
    const host = new ssh2.Server({ hostKeys: [key], algorithms: { compress: ["zlib@openssh.com", "zlib"] } }, (client) => {
      client.on("error", () => undefined);
      client.on("authentication", (context) => {
        asked += 1;
        context.accept();
      });
    });
    const server = createServer((socket) => host.injectSocket(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const transport = openTransport({ pins: memoryPins() });
    const destination = { label: "patient", address: "127.0.0.1", port, user: "root", identityFiles: [identity], knownHostsFiles: [] };
    const session = await transport.connect(destination, { onUnknownKey: () => Promise.resolve("approve") });
    await transport.close();
    server.close();
    rmSync(folder, { recursive: true });
    expect(asked).toBe(0);
    expect(JSON.stringify(session)).toMatch(/compress/i);
  });
});
