import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LabInventory } from "#machines/contract/lab-inventory.ts";
import type { BriefHost } from "#machines/contract/index.ts";
import { labDestination } from "#server/lab/destination.ts";
import { labDirectory, readLab } from "#server/lab/inventory.ts";
import { describeUnless, itUnless, missing } from "../../needs.ts";

let directory: string;

/** Field 22 of our own /proc/PID/stat: this process stands for a lab that lives. */
const startTicks = (): string => {
  const stat = readFileSync(`/proc/${process.pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
};

const inventory = (): LabInventory => ({
  version: 1,
  topology: "pair",
  about: "Two hosts.",
  since: "2026-01-02T03:04:05.000Z",
  root: { pid: process.pid, startTicks: startTicks() },
  identityFile: `${directory}/keys/identity`,
  knownHostsFile: `${directory}/keys/known_hosts`,
  hosts: [
    {
      name: "alpha",
      about: "sends",
      address: "198.18.77.11",
      port: 22,
      user: "root",
      hostKeyFingerprint: "SHA256:x",
      knownHostsLine: "198.18.77.11 ssh-ed25519 AAAA",
    },
  ],
  asks: [{ runbook: "small-packet-loss", roles: { sender: ["alpha"] }, inputs: { target: "192.0.2.12" } }],
});

const put = (what: unknown, file = "inventory.json"): void => {
  writeFileSync(join(directory, file), typeof what === "string" ? what : JSON.stringify(what), { mode: 0o600 });
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "culprit-inventory-"));
  mkdirSync(join(directory, "keys"), { mode: 0o700 });
  put("a key", "keys/identity");
  put("198.18.77.11 ssh-ed25519 AAAA\n", "keys/known_hosts");
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the lab's inventory", () => {
  it("is read where a lab is up", async () => {
    put(inventory());
    expect(await readLab(directory)).toEqual({ state: "up", directory, inventory: inventory() });
  });

  it("is none where no lab ever was", async () => {
    expect(await readLab(join(directory, "nowhere"))).toEqual({ state: "none" });
  });

  it.each<[string, () => unknown, RegExp]>([
    ["is still going up", () => undefined, /is just going up, or did not come up whole\. culprit lab status tells which\.$/],
    ["is cut off in the middle", () => JSON.stringify(inventory()).slice(0, 200), /is not whole; culprit lab down and up make it anew\.$/],
    ["is of another version", () => ({ ...inventory(), version: 7 }), /another version of Culprit/],
    ["has died", () => ({ ...inventory(), root: { pid: process.pid, startTicks: "1" } }), /has ended without being taken down/],
    [
      "names a key elsewhere",
      () => ({ ...inventory(), identityFile: "/root/.ssh/id_rsa" }),
      /outside its own directory, \/root\/\.ssh\/id_rsa/,
    ],
    [
      "would send its key to a host outside the lab's network",
      () => ({ ...inventory(), hosts: inventory().hosts.map((host) => ({ ...host, address: "203.0.113.7" })) }),
      /is not whole/,
    ],
  ])("that %s is said in a sentence, not thrown", async (_what, make, says) => {
    const made = make();
    if (made !== undefined) put(made);
    expect(await readLab(directory)).toEqual({ state: "unusable", directory, say: expect.stringMatching(says) });
  });

  it.each<[string, () => void]>([
    ["the file can be written by others", () => chmodSync(join(directory, "inventory.json"), 0o606)],
    ["the file can be written by a group", () => chmodSync(join(directory, "inventory.json"), 0o660)],
    ["the directory can be written by others", () => chmodSync(directory, 0o777)],
  ])("is not trusted when %s", async (_when, loosen) => {
    put(inventory());
    loosen();
    expect(await readLab(directory)).toMatchObject({ state: "unusable", say: expect.stringContaining("can be written by others") });
  });

  it("is not trusted when it is a link", async () => {
    put(inventory(), "elsewhere.json");
    symlinkSync(join(directory, "elsewhere.json"), join(directory, "inventory.json"));
    expect(await readLab(directory)).toMatchObject({ state: "unusable", say: expect.stringContaining("is a link") });
    const link = `${directory}-link`;
    rmSync(join(directory, "inventory.json"));
    renameSync(join(directory, "elsewhere.json"), join(directory, "inventory.json"));
    symlinkSync(directory, link);
    expect(await readLab(link)).toMatchObject({ state: "unusable", say: expect.stringContaining("is not a directory") });
    rmSync(link);
  });

  itUnless(missing("root"), "is not trusted when it, or its directory, belongs to somebody else", async () => {
    put(inventory());
    chownSync(join(directory, "inventory.json"), 65_534, 65_534);
    expect(await readLab(directory)).toMatchObject({ state: "unusable", say: expect.stringContaining("belongs to account 65534") });
    put(inventory());
    chownSync(join(directory, "inventory.json"), 0, 0);
    chownSync(directory, 65_534, 65_534);
    expect(await readLab(directory)).toMatchObject({ state: "unusable", say: expect.stringContaining("belongs to account 65534") });
  });
});

describeUnless(missing("a clone for all accounts"), "a lab of another account", () => {
  it("is said to be there and not readable", () => {
    put(inventory());
    const code = `const { readLab } = await import("#server/lab/inventory.ts"); console.log(JSON.stringify(await readLab(${JSON.stringify(directory)})))`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { uid: 65_534, gid: 65_534, encoding: "utf8" });
    expect(JSON.parse(stdout)).toMatchObject({ state: "unusable", say: expect.stringContaining("this account may not read it") });
  });
});

it("is looked for in one place, named as the lab names it", () => {
  const was = process.env["CULPRIT_LAB"];
  try {
    for (const [given, place] of Object.entries({ "": "/run/culprit-lab", "/run//other/": "/run/other" })) {
      process.env["CULPRIT_LAB"] = given;
      expect(labDirectory()).toBe(place);
      const code = `const { DEFAULT_DIRECTORY } = await import("#lab/hosts/directory.ts"); console.log(DEFAULT_DIRECTORY)`;
      expect(spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" }).stdout).toBe(`${place}\n`);
    }
  } finally {
    if (was === undefined) delete process.env["CULPRIT_LAB"];
    else process.env["CULPRIT_LAB"] = was;
  }
});

describe("a host of the lab", () => {
  const alpha: BriefHost = { key: "sender", role: "sender", name: "the client", address: "lab:alpha" };
  const was = process.env["CULPRIT_LAB"];
  beforeEach(() => {
    process.env["CULPRIT_LAB"] = directory;
  });
  afterEach(() => {
    if (was === undefined) delete process.env["CULPRIT_LAB"];
    else process.env["CULPRIT_LAB"] = was;
  });

  it("is reached with the lab's key and pinned host keys, and with nothing of the person's own", async () => {
    put(inventory());
    expect(await labDestination(alpha)).toEqual({
      label: "the client",
      address: "198.18.77.11",
      port: 22,
      user: "root",
      identityFiles: [`${directory}/keys/identity`],
      knownHostsFiles: [`${directory}/keys/known_hosts`],
    });
  });

  it.each(["198.18.77.11", "alpha", "lab:", "lab:alpha:22", "laboratory", "lab:../alpha"])("is not meant by %s", (address) => {
    put(inventory());
    expect(labDestination({ ...alpha, address })).toBeUndefined();
  });

  it("is unreachable, with the reason, when the lab or the host is not there", async () => {
    expect(await labDestination(alpha)).toMatchObject({ kind: "unreachable", detail: expect.stringContaining("just going up") });
    put(inventory());
    expect(await labDestination({ ...alpha, address: "lab:delta" })).toEqual({
      kind: "unreachable",
      detail: "the lab that is up, pair, has no host delta; it has alpha",
    });
    chmodSync(join(directory, "keys", "identity"), 0o666);
    expect(await labDestination(alpha)).toMatchObject({ kind: "unreachable", detail: expect.stringContaining("can be written by others") });
    rmSync(directory, { recursive: true });
    expect(await labDestination(alpha)).toMatchObject({ kind: "unreachable", detail: expect.stringContaining("no lab is up") });
  });
});
