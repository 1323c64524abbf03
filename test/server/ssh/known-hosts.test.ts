import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { filePins } from "#server/ssh/file-pins.ts";
import { algorithmOf, fingerprintOf } from "#server/public-key.ts";
import { judgeKey, preferredAlgorithms, type PinnedKey } from "#server/ssh/host-keys.ts";
import { findKnownHost } from "#server/ssh/known-hosts.ts";
import { newKeyPair } from "#lab/replay/key-pair.ts";
import { memoryPins } from "./memory-pins.ts";

const folder = mkdtempSync(join(tmpdir(), "culprit-pins-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newKey = (): { line: string; blob: Buffer } => {
  const [type = "", base64 = ""] = newKeyPair().publicKey.split(" ");
  return { line: `${type} ${base64.trim()}`, blob: Buffer.from(base64, "base64") };
};
const a = newKey();
const b = newKey();

const find = (text: string, host: string, port = 22) => {
  const found = findKnownHost(text, "f", { host, port });
  return {
    pinned: found.pinned.map(({ where }) => where),
    revoked: found.revoked.map(({ where }) => where),
    notes: found.notes.length,
  };
};
const nothing: ReturnType<typeof find> = { pinned: [], revoked: [], notes: 0 };
const line1 = { ...nothing, pinned: ["f:1"] };

describe("a known_hosts file", () => {
  it.each<[string, string, string, number, ReturnType<typeof find>]>([
    ["a name", `db1 ${a.line}`, "db1", 22, line1],
    ["one of several names", `web,db1,192.0.2.1 ${a.line}`, "192.0.2.1", 22, line1],
    ["another name", `db1 ${a.line}`, "db10", 22, nothing],
    ["the case of a name", `DB1.Example ${a.line}`, "db1.example", 22, line1],
    ["a port", `[db1]:2222 ${a.line}`, "db1", 2222, line1],
    ["another port", `[db1]:2222 ${a.line}`, "db1", 22, nothing],
    ["a bare name on another port", `db1 ${a.line}`, "db1", 2222, nothing],
    ["an IPv6 address with a port", `[2001:db8::1]:2222 ${a.line}`, "2001:db8::1", 2222, line1],
    ["a pattern", `*.example ${a.line}`, "db1.example", 22, line1],
    ["a pattern with ?", `db? ${a.line}`, "db1", 22, line1],
    ["a dot that is only a dot", `d.1 ${a.line}`, "db1", 22, nothing],
    ["a negation", `*.example,!db1.example ${a.line}`, "db1.example", 22, nothing],
    ["a negation that comes first", `!db1.example,*.example ${a.line}`, "db1.example", 22, nothing],
    ["only a negation", `!db2 ${a.line}`, "db1", 22, nothing],
    ["a revocation", `@revoked * ${a.line}`, "db1", 22, { ...nothing, revoked: ["f:1"] }],
    ["a certificate authority", `@cert-authority *.example ${a.line}`, "db1.example", 22, { ...nothing, notes: 1 }],
    ["an unknown marker", `@strange db1 ${a.line}`, "db1", 22, nothing],
    ["a comment", `#db1 ${a.line}`, "db1", 22, nothing],
    ["a comment behind the key", `db1 ${a.line} me@home with words`, "db1", 22, line1],
    ["tabs and leading space", `  db1\t${a.line.replace(" ", "\t")}`, "db1", 22, line1],
    ["Windows line ends", `db1 ${a.line}\r\n`, "db1", 22, line1],
    ["a torn line", `db1 ${a.line.slice(0, 30)}`, "db1", 22, nothing],
    ["a key of another type than it says", `db1 ${a.line.replace("ssh-ed25519", "ssh-rsa")}`, "db1", 22, nothing],
    ["the number of the line", `# one\n\ndb2 ${b.line}\ndb1 ${a.line}`, "db1", 22, { ...nothing, pinned: ["f:4"] }],
    ["a bad hash", `|1|nonsense ${a.line}`, "db1", 22, nothing],
  ])("knows %s", (_what, ...row) => {
    const [text, host, port, expected] = row;
    expect(find(text, host, port)).toEqual(expected);
  });

  it("is read as ssh-keygen hashes it, and names as ssh-keygen finds them", () => {
    const file = join(folder, "hashed");
    writeFileSync(file, `db1 ${a.line}\n[db2]:2222 ${b.line}\n`);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "ignore" });
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain("db1");
    expect([find(text, "db1").pinned, find(text, "db2", 2222).pinned, find(text, "db2").pinned]).toEqual([["f:1"], ["f:2"], []]);
  });

  it("never throws, whatever is in it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(a.line, "db1", "|1|", "@revoked", "\n", "!", "*,"))),
        (parts) => {
          findKnownHost(parts.join(" "), "f", { host: "db1", port: 22 });
        },
      ),
    );
  });
});

describe("the judgement of a key", () => {
  const pin = (blob: Buffer, where = "f:1"): PinnedKey => ({
    host: "h",
    port: 22,
    algorithm: algorithmOf(blob),
    key: blob,
    where,
  });

  it("is what the pins say", () => {
    expect(judgeKey(a.blob, { pinned: [], revoked: [] })).toEqual({ is: "unknown" });
    expect(judgeKey(a.blob, { pinned: [pin(b.blob), pin(a.blob)], revoked: [] })).toEqual({ is: "pinned" });
    expect(judgeKey(a.blob, { pinned: [pin(b.blob)], revoked: [] })).toMatchObject({
      is: "changed",
      pinned: { where: "f:1" },
    });
    expect(judgeKey(a.blob, { pinned: [pin(a.blob)], revoked: [pin(a.blob, "f:9")] })).toMatchObject({
      is: "revoked",
      pinned: { where: "f:9" },
    });
  });

  it("asks the host for the pinned types first", () => {
    expect(preferredAlgorithms([])[0]).toBe("ssh-ed25519");
    expect(preferredAlgorithms([{ ...pin(a.blob), algorithm: "ssh-rsa" }]).slice(0, 3)).toEqual([
      "rsa-sha2-512",
      "rsa-sha2-256",
      "ssh-rsa",
    ]);
    expect(new Set(preferredAlgorithms([pin(a.blob)])).size).toBe(preferredAlgorithms([]).length);
  });

  it("shows fingerprints as ssh-keygen does", () => {
    writeFileSync(join(folder, "a.pub"), a.line);
    expect(execFileSync("ssh-keygen", ["-lf", join(folder, "a.pub")]).toString()).toContain(` ${fingerprintOf(a.blob)} `);
  });
});

describe("Culprit's own pins", () => {
  const pinOf = (host: string, blob: Buffer) => ({ host, port: 22, algorithm: "ssh-ed25519", key: blob });

  it.each([
    ["in a file", () => filePins(join(folder, `pins-${Math.random()}`))],
    ["in memory", () => memoryPins()],
  ] as const)("%s are found again by host and port, once each", async (_where, open) => {
    const pins = open();
    await pins.add(pinOf("db1", a.blob));
    await pins.add(pinOf("db1", a.blob));
    await pins.add(pinOf("db2", b.blob));
    expect((await pins.find("db1", 22)).map(({ key }) => key)).toEqual([a.blob]);
    expect(await pins.find("db1", 2222)).toEqual([]);
    expect((await pins.find("db2", 22)).map(({ key }) => key)).toEqual([b.blob]);
  });

  it("are for their owner alone, and can be read by ssh itself", async () => {
    const file = join(folder, "new", "known_hosts");
    await filePins(file).add({ ...pinOf("db1", a.blob), port: 2222 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(execFileSync("ssh-keygen", ["-F", "[db1]:2222", "-f", file]).toString()).toContain(a.line);
  });

  it("survive two writers at once, a file without a last newline, and a lock that a dead process left", async () => {
    const file = join(folder, "crowded");
    writeFileSync(file, `old ${a.line}`);
    writeFileSync(`${file}.lock`, "");
    utimesSync(`${file}.lock`, new Date(0), new Date(0));
    const source = `
      import { workerData } from "node:worker_threads";
      import { filePins } from ${JSON.stringify(new URL("../../../server/ssh/file-pins.ts", import.meta.url).href)};
      const pins = filePins(workerData.file);
      for (let i = 0; i < 10; i++) await pins.add({ host: workerData.name + i, port: 22, algorithm: "ssh-ed25519", key: Buffer.from(workerData.key, "base64") });
    `;
    await Promise.all(
      ["one", "two", "three"].map(
        (name) =>
          new Promise<void>((resolve, reject) => {
            const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
            const worker = new Worker(url, { workerData: { file, name, key: b.blob.toString("base64") } });
            worker.once("error", reject);
            worker.once("exit", () => resolve());
          }),
      ),
    );
    const lines = readFileSync(file, "utf8").trim().split("\n");
    expect(lines).toHaveLength(31);
    expect((await filePins(file).find("old", 22)).map(({ key }) => key)).toEqual([a.blob]);
    expect(await filePins(file).find("two9", 22)).toHaveLength(1);
  });
});
