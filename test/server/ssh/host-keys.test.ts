import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Failure } from "#machines/contract/index.ts";
import { filePins } from "#server/ssh/file-pins.ts";
import { fingerprintOf } from "#server/public-key.ts";
import { type PinStore } from "#server/ssh/host-keys.ts";
import { memoryPins } from "./memory-pins.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Destination, HostKeyDecision, Session } from "#server/ssh/transport.ts";
import { never } from "./backends.ts";
import { startSshd, whyNoSshd, type Sshd } from "./sshd.ts";
import { describeUnless } from "../../needs.ts";

/** One attempt with a transport of its own. */
async function tryConnect(destination: Destination, pins: PinStore, onUnknownKey: HostKeyDecision = never): Promise<Failure | "connected"> {
  const transport = openTransport({ pins });
  const session: Session | Failure = await transport.connect(destination, { onUnknownKey });
  await transport.close();
  return "kind" in session ? session : "connected";
}

describeUnless(whyNoSshd, `the key of a host`, () => {
  let sshd: Sshd;
  let rsa: Sshd;
  beforeAll(async () => {
    [sshd, rsa] = await Promise.all([
      startSshd({ hostKeyTypes: ["ed25519", "rsa"], config: ["LogLevel VERBOSE"] }),
      startSshd({ hostKeyTypes: ["rsa"] }),
    ]);
  });
  afterAll(() => Promise.all([sshd.stop(), rsa.stop()]));

  const to = (server: Sshd, knownHosts?: string): Destination => ({
    label: "patient",
    address: "127.0.0.1",
    port: server.port,
    user: server.user,
    identityFiles: [server.key],
    knownHostsFiles: knownHosts === undefined ? [] : [file(server, knownHosts)],
  });
  let files = 0;
  const file = (server: Sshd, text: string): string => {
    const path = join(server.folder, `known_hosts_${++files}`);
    writeFileSync(path, text);
    return path;
  };
  const publicKey = (server: Sshd, type: string): string =>
    readFileSync(join(server.folder, `host_${type}.pub`), "utf8")
      .split(" ")
      .slice(0, 2)
      .join(" ");

  it("is asked about when nobody knows it, and no login is tried before the answer", async () => {
    const before = sshd.log().length;
    const asked: string[] = [];
    const failure = await tryConnect(to(sshd), memoryPins(), ({ fingerprint, algorithm }) => {
      asked.push(`${algorithm} ${fingerprint}`);
      return Promise.resolve("refuse");
    });
    expect(asked).toEqual([`ssh-ed25519 ${fingerprintOf(sshd.hostKey)}`]);
    expect(failure).toMatchObject({
      kind: "hostKeyUnknown",
      algorithm: "ssh-ed25519",
      fingerprint: asked[0]?.split(" ")[1],
      key: sshd.hostKey.toString("base64"),
    });
    expect(sshd.log().slice(before)).not.toMatch(/publickey|userauth|Accepted/);
  });

  it("is remembered when it was approved, and not asked about again", async () => {
    const pins = memoryPins();
    const asked: string[] = [];
    const approve: HostKeyDecision = ({ fingerprint }) => {
      asked.push(fingerprint);
      return Promise.resolve("approve");
    };
    expect(await tryConnect(to(sshd), pins, approve)).toBe("connected");
    expect(await tryConnect(to(sshd), pins, approve)).toBe("connected");
    expect(asked).toHaveLength(1);
    expect((await pins.find("127.0.0.1", sshd.port)).map(({ key }) => key)).toEqual([sshd.hostKey]);
  });

  it("may be waited for longer than a login may take", async () => {
    const transport = openTransport({ pins: memoryPins(), connectTimeoutMs: 2_000 });
    const slowly: HostKeyDecision = () => new Promise((resolve) => setTimeout(() => resolve("approve"), 2_500));
    expect(await transport.connect(to(sshd), { onUnknownKey: slowly })).toHaveProperty("batch");
    await transport.close();
  });

  it("is taken from the person's known_hosts, plain or hashed", async () => {
    expect(await tryConnect(to(sshd, sshd.knownHosts), memoryPins())).toBe("connected");
    const hashed = file(sshd, sshd.knownHosts);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", hashed], { stdio: "ignore" });
    expect(readFileSync(hashed, "utf8")).toMatch(/^\|1\|/);
    expect(await tryConnect({ ...to(sshd), knownHostsFiles: [hashed] }, memoryPins())).toBe("connected");
  });

  it("stops the connection when it is another than the pinned one, and says where that is written", async () => {
    const knownHosts = `# mine\n[127.0.0.1]:${sshd.port} ${publicKey(rsa, "rsa")}\n`.replace("ssh-rsa", "ssh-rsa");
    const destination = to(sshd, knownHosts);
    const failure = await tryConnect(destination, memoryPins(), () => Promise.reject(new Error("a changed key is never asked about")));
    expect(failure).toMatchObject({ kind: "hostKeyChanged", where: `${destination.knownHostsFiles[0]}:2` });
  });

  it("stops the connection when the host shows only another type than the pinned one", async () => {
    const failure = await tryConnect(to(rsa, `[127.0.0.1]:${rsa.port} ${publicKey(sshd, "ed25519")}\n`), memoryPins());
    expect(failure).toMatchObject({
      kind: "hostKeyChanged",
      algorithm: "ssh-rsa",
      pinned: fingerprintOf(sshd.hostKey),
      offered: fingerprintOf(rsa.hostKey),
    });
  });

  it("is asked for in the pinned type when the host has several", async () => {
    expect(await tryConnect(to(sshd, `[127.0.0.1]:${sshd.port} ${publicKey(sshd, "rsa")}\n`), memoryPins())).toBe("connected");
  });

  it("stops the connection when it is revoked, even if it is pinned too", async () => {
    const destination = to(sshd, `${sshd.knownHosts}@revoked * ${publicKey(sshd, "ed25519")}\n`);
    const failure = await tryConnect(destination, memoryPins());
    expect(failure).toEqual({
      kind: "hostKeyRefused",
      fingerprint: fingerprintOf(sshd.hostKey),
      revokedAt: `${destination.knownHostsFiles[0]}:2`,
    });
  });

  it("is unknown where only a certificate authority is written, and the person is told why", async () => {
    const notes: (string | undefined)[] = [];
    await tryConnect(to(sshd, `@cert-authority * ${publicKey(rsa, "rsa")}\n`), memoryPins(), ({ note }) => {
      notes.push(note);
      return Promise.resolve("refuse");
    });
    expect(notes).toEqual([expect.stringMatching(/known_hosts_\d+:1 trusts this host by a certificate authority/)]);
  });

  it("approved goes to Culprit's own file and never to the person's", async () => {
    const destination = to(sshd, "");
    const own = join(sshd.folder, "own", "known_hosts");
    expect(await tryConnect(destination, filePins(own), () => Promise.resolve("approve"))).toBe("connected");
    expect(readFileSync(destination.knownHostsFiles[0] ?? "", "utf8")).toBe("");
    expect(readFileSync(own, "utf8")).toContain(sshd.knownHosts);
    expect(await tryConnect(destination, filePins(own))).toBe("connected");
  });

  it("is not connected to when the person cancels while being asked", async () => {
    const controller = new AbortController();
    const transport = openTransport({ pins: memoryPins() });
    const pins = memoryPins();
    const result = await transport.connect(to(sshd), {
      signal: controller.signal,
      onUnknownKey: () => {
        controller.abort();
        return Promise.resolve("approve");
      },
    });
    expect(result).toEqual({ kind: "cancelled" });
    expect(await pins.find("127.0.0.1", sshd.port)).toEqual([]);
    await transport.close();
  });
});
