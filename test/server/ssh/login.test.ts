import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Failure } from "#machines/contract/index.ts";
import { memoryPins } from "./memory-pins.ts";
import { openTransport, type TransportOptions } from "#server/ssh/open-transport.ts";
import type { Destination, Session } from "#server/ssh/transport.ts";
import { never } from "./backends.ts";
import { freePort, keygen, startSshd, whyNoSshd, type Sshd } from "./sshd.ts";
import { startWire } from "./wire.ts";
import { describeUnless } from "../../needs.ts";

/** An agent of the test's own, with the given keys. */
async function startAgent(socket: string, keys: readonly string[]): Promise<ChildProcess> {
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10));
  for (const key of keys) execFileSync("ssh-add", ["-q", key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
  return agent;
}

describeUnless(whyNoSshd, `a login`, () => {
  let sshd: Sshd;
  let jumpHost: Sshd;
  let known: string;
  beforeAll(async () => {
    [sshd, jumpHost] = await Promise.all([startSshd({ config: ["LogLevel VERBOSE"] }), startSshd()]);
    known = join(sshd.folder, "known");
    writeFileSync(known, sshd.knownHosts + jumpHost.knownHosts);
  });
  afterAll(() => Promise.all([sshd.stop(), jumpHost.stop()]));

  const to = (more: Partial<Destination> = {}): Destination => ({
    label: "patient",
    address: "127.0.0.1",
    port: sshd.port,
    user: sshd.user,
    identityFiles: [sshd.key],
    knownHostsFiles: [known],
    ...more,
  });
  const attempt = async (destination: Destination, options: Partial<TransportOptions> = {}): Promise<Failure | "connected"> => {
    const transport = openTransport({ pins: memoryPins(), ...options });
    const session: Session | Failure = await transport.connect(destination, { onUnknownKey: never });
    await transport.close();
    return "kind" in session ? session : "connected";
  };
  const at = (name: string): string => join(sshd.folder, name);

  it("with a key the host does not know fails, and says what was tried", async () => {
    expect(await attempt(to({ identityFiles: [sshd.strangerKey] }))).toMatchObject({
      kind: "authenticationFailed",
      user: sshd.user,
      tried: [sshd.strangerKey],
    });
  });

  it("offers only configured keys, and never asks for nothing or a password", async () => {
    const before = sshd.log().length;
    expect(await attempt(to())).toBe("connected");
    const log = sshd.log().slice(before);
    expect(log).toMatch(/Accepted publickey/);
    expect(log).not.toMatch(/none|password|keyboard/i);
  });

  it("tries the second key when the first one is not the right one", async () => {
    expect(await attempt(to({ identityFiles: [sshd.strangerKey, sshd.key] }))).toBe("connected");
  });

  it("never offers so many keys that the host hangs up", async () => {
    const strangers = Array.from({ length: 12 }, (_, index) => at(`many${index}`));
    strangers.forEach((file) => keygen(file));
    const failure = await attempt(to({ identityFiles: strangers }));
    expect(failure).toMatchObject({ kind: "authenticationFailed", tried: strangers.slice(0, 5) });
  });

  it("without any key says so and does not connect", async () => {
    expect(await attempt(to({ identityFiles: [] }))).toMatchObject({
      kind: "authenticationFailed",
      tried: [],
    });
  });

  it("takes a key with a passphrase when somebody gives it", async () => {
    const file = at("locked");
    copyFileSync(sshd.key, file);
    chmodSync(file, 0o600);
    execFileSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", "open sesame", "-f", file], { stdio: "ignore" });
    const asked: string[] = [];
    const say =
      (word: string | null) =>
      (name: string): Promise<string | null> => {
        asked.push(name);
        return Promise.resolve(word);
      };
    expect(await attempt(to({ identityFiles: [file] }), { askPassphrase: say("open sesame") })).toBe("connected");
    expect(asked).toEqual([file]);
    expect(await attempt(to({ identityFiles: [file] }), { askPassphrase: say("wrong") })).toMatchObject({
      detail: expect.stringContaining("passphrase") as string,
    });
    expect(await attempt(to({ identityFiles: [file] }))).toMatchObject({
      kind: "authenticationFailed",
      detail: expect.stringContaining("ssh-add") as string,
    });
  });

  it.each(["rsa", "ecdsa"])("takes an %s key", async (type) => {
    const file = at(`id_${type}`);
    execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", file]);
    writeFileSync(at("authorized_keys"), readFileSync(at("key.pub"), "utf8") + readFileSync(`${file}.pub`, "utf8"));
    expect(await attempt(to({ identityFiles: [file] }))).toBe("connected");
  });

  it.each([
    ["readable by others", (file: string) => chmodSync(file, 0o644), /chmod 600/],
    ["garbage", (file: string) => writeFileSync(file, "not a key at all"), /not a private key/],
    ["the public half", (file: string) => copyFileSync(sshd.key + ".pub", file), /public key/],
    ["empty", (file: string) => writeFileSync(file, ""), /not a private key/],
  ] as const)("passes over a key file that is %s, and says what to do", async (name, spoil, say) => {
    const file = at(`spoilt-${name.replaceAll(" ", "-")}`);
    copyFileSync(sshd.key, file);
    chmodSync(file, 0o600);
    spoil(file);
    const failure = await attempt(to({ identityFiles: [file] }));
    expect(failure).toMatchObject({
      kind: "authenticationFailed",
      detail: expect.stringMatching(say) as string,
    });
    expect(await attempt(to({ identityFiles: [file, sshd.key] }))).toBe("connected");
  });

  it("passes over a key file that is not there, or is a folder", async () => {
    expect(await attempt(to({ identityFiles: [at("nowhere")] }))).toMatchObject({
      detail: expect.stringContaining("does not exist") as string,
    });
    expect(await attempt(to({ identityFiles: [sshd.folder] }))).toMatchObject({
      detail: expect.stringContaining("not a file") as string,
    });
  });

  it("uses the keys of an agent, and only the named ones where that is asked", async () => {
    const socket = at("agent.sock");
    const agent = await startAgent(socket, [sshd.strangerKey, sshd.key]);
    try {
      expect(await attempt(to({ identityFiles: [], agentSocket: socket }))).toBe("connected");
      const only = await attempt(to({ identityFiles: [sshd.strangerKey], agentSocket: socket, identitiesOnly: true }));
      expect(only).toMatchObject({
        kind: "authenticationFailed",
        tried: [expect.stringMatching(/^agent SHA256:/)],
      });
    } finally {
      agent.kill();
    }
  });

  it("still reaches the named file behind an agent full of other keys", async () => {
    const socket = at("full.sock");
    const strangers = Array.from({ length: 8 }, (_, index) => at(`full${index}`));
    strangers.forEach((file) => keygen(file));
    const agent = await startAgent(socket, strangers);
    try {
      expect(await attempt(to({ agentSocket: socket }))).toBe("connected");
    } finally {
      agent.kill();
    }
  });

  it("goes on without an agent that is gone, and says so when nothing else works", async () => {
    expect(await attempt(to({ agentSocket: at("gone.sock") }))).toBe("connected");
    expect(await attempt(to({ agentSocket: at("gone.sock"), identityFiles: [] }))).toMatchObject({
      detail: expect.stringContaining("gone.sock") as string,
    });
  });

  it("goes through jump hosts, whose keys are judged by the same rules", async () => {
    const jump: Destination = {
      ...to(),
      label: "bastion",
      port: jumpHost.port,
      identityFiles: [jumpHost.key],
    };
    const transport = openTransport({ pins: memoryPins() });
    const through = { ...to(), jump: { ...jump, jump: { ...to(), label: "outer" } } };
    const session = await transport.connect(through, { onUnknownKey: never });
    if ("kind" in session) throw new Error(JSON.stringify(session));
    const [answer] = await session.batch([
      {
        key: "a",
        argv: ["sh", "-c", "echo $SSH_CONNECTION"],
        privilege: "user",
        deadlineMs: 5_000,
        maxBytes: 1_000,
      },
    ]);
    expect(answer?.stdout.toString()).toContain(` ${sshd.port}\n`);
    await transport.close();
    const unknown = { ...to(), jump: { ...jump, knownHostsFiles: [] } };
    const asked: string[] = [];
    const other = openTransport({ pins: memoryPins() });
    const refused = await other.connect(unknown, {
      onUnknownKey: ({ destination }) => {
        asked.push(destination.label);
        return Promise.resolve("refuse");
      },
    });
    expect([asked, refused]).toMatchObject([["bastion"], { kind: "hostKeyUnknown" }]);
    await other.close();
  });

  it("through a jump host that dies tells of a lost connection", async () => {
    const wire = await startWire(jumpHost.port);
    const transport = openTransport({ pins: memoryPins() });
    writeFileSync(known, sshd.knownHosts + jumpHost.knownHosts + jumpHost.knownHosts.replace(String(jumpHost.port), String(wire.port)));
    const session = await transport.connect(
      { ...to(), jump: { ...to(), port: wire.port, identityFiles: [jumpHost.key] } },
      { onUnknownKey: never },
    );
    if ("kind" in session) throw new Error(JSON.stringify(session));
    setTimeout(() => wire.cut(), 100);
    const [answer] = await session.batch([{ key: "a", argv: ["sleep", "30"], privilege: "user", deadlineMs: 20_000, maxBytes: 1_000 }]);
    expect(answer?.failure).toMatchObject({ kind: "connectionLost" });
    await transport.close();
    await wire.close();
  });

  it("to a closed port, a name without address and a host behind a closed jump says what is wrong", async () => {
    const closed = await freePort();
    expect(await attempt(to({ port: closed }))).toMatchObject({
      kind: "unreachable",
      detail: expect.stringContaining("nothing listens") as string,
    });
    expect(await attempt(to({ address: "no-such-host.invalid" }))).toEqual({
      kind: "nameNotFound",
      name: "no-such-host.invalid",
    });
    expect(await attempt(to({ port: closed, jump: { ...to(), port: jumpHost.port, identityFiles: [jumpHost.key] } }))).toMatchObject({
      kind: "unreachable",
    });
  });

  it("to a host that accepts and never speaks ends at the deadline; to one that speaks something else, at once", async () => {
    const mute = createServer(() => undefined);
    const babbling = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const port = (server: typeof mute): Promise<number> =>
      new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)));
    expect(await attempt(to({ port: await port(mute) }), { connectTimeoutMs: 300 })).toMatchObject({
      kind: "unreachable",
      detail: expect.stringContaining("takes the connection, and its SSH server did not go on") as string,
    });
    expect(await attempt(to({ port: await port(babbling) }))).toMatchObject({
      kind: "unreachable",
      detail: expect.stringContaining("handshake") as string,
    });
    mute.close();
    babbling.close();
  });

  it("can be cancelled before, during and after", async () => {
    const transport = openTransport({ pins: memoryPins() });
    expect(await transport.connect(to(), { onUnknownKey: never, signal: AbortSignal.abort() })).toEqual({
      kind: "cancelled",
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    expect(await transport.connect(to(), { onUnknownKey: never, signal: controller.signal })).toEqual({
      kind: "cancelled",
    });
    expect(await transport.connect(to(), { onUnknownKey: never })).toHaveProperty("batch");
    await transport.close();
    expect(await transport.connect(to(), { onUnknownKey: never })).toEqual({ kind: "cancelled" });
  });
});
