import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { resolveDestination, type DestinationOptions } from "#server/ssh/destination.ts";
import { parseTarget } from "#server/ssh/target.ts";
import type { Destination } from "#server/ssh/transport.ts";

const home = mkdtempSync(join(tmpdir(), "culprit-home-"));
const ssh = (name: string): string => join(home, ".ssh", name);
mkdirSync(ssh(""), { recursive: true });
afterAll(() => rmSync(home, { recursive: true, force: true }));
beforeEach(() => writeFileSync(ssh("config"), ""));

const me = userInfo().username;
const config = (...lines: readonly string[]): void => writeFileSync(ssh("config"), lines.join("\n"));

const resolve = async (target: Parameters<typeof resolveDestination>[0], options: DestinationOptions = {}): Promise<Destination> => {
  const destination = await resolveDestination(target, { home, env: {}, ...options });
  if ("kind" in destination) throw new Error(JSON.stringify(destination));
  return destination;
};
const fault = async (target: Parameters<typeof resolveDestination>[0], options: DestinationOptions = {}): Promise<string> => {
  const destination = await resolveDestination(target, { home, env: {}, ...options });
  return "kind" in destination ? destination.kind : "no fault";
};

describe("a destination", () => {
  it("without any config is the address, port 22 and the user who runs Culprit", async () => {
    expect(await resolve("192.0.2.7")).toEqual({
      label: "192.0.2.7",
      address: "192.0.2.7",
      port: 22,
      user: me,
      identityFiles: [],
      knownHostsFiles: [ssh("known_hosts"), ssh("known_hosts2"), "/etc/ssh/ssh_known_hosts"],
    });
  });

  it("takes everything an alias says", async () => {
    config(
      "Host db",
      "  HostName 10.0.0.5",
      "  User ops",
      "  Port 2201",
      "  IdentityFile ~/.ssh/db_%r",
      "  IdentityFile %d/keys/%h",
      "  IdentitiesOnly yes",
      "  IdentityAgent ~/agent.sock",
      "  UserKnownHostsFile ~/.ssh/lab_hosts /srv/hosts",
      "Host *",
      "  User nobody",
      "  IdentityFile ~/.ssh/common",
    );
    expect(await resolve({ address: "db", name: "the database" })).toEqual({
      label: "the database",
      address: "10.0.0.5",
      port: 2201,
      user: "ops",
      agentSocket: join(home, "agent.sock"),
      identitiesOnly: true,
      identityFiles: [ssh("db_ops"), join(home, "keys/10.0.0.5"), ssh("common")],
      knownHostsFiles: [ssh("lab_hosts"), "/srv/hosts", "/etc/ssh/ssh_known_hosts"],
    });
  });

  it("lets what is said outright win over the config", async () => {
    config("Host db", "  HostName 10.0.0.5", "  User ops", "  Port 2201", "  IdentityFile ~/.ssh/db", "  ProxyJump bastion");
    const said = await resolve(
      { address: "db", user: "me", port: 22 },
      { identityFiles: ["/k"], knownHostsFiles: ["/h"], jump: { address: "other", user: "j", port: 23 } },
    );
    expect(said).toMatchObject({
      user: "me",
      port: 22,
      identityFiles: ["/k"],
      knownHostsFiles: ["/h"],
      jump: { address: "other", user: "j", port: 23 },
    });
    expect(await resolve("me@db:99")).toMatchObject({ user: "me", port: 99, address: "10.0.0.5" });
  });

  it("expands %h in HostName, and follows patterns, negations and included files", async () => {
    writeFileSync(ssh("more.conf"), "Host *.lab\n  User lab\n");
    config("Include more.conf", "Host *.lab !odd.lab", "  HostName %h.example", "Host odd.lab", "  Port 7");
    expect(await resolve("a.lab")).toMatchObject({ address: "a.lab.example", user: "lab", port: 22 });
    expect(await resolve("odd.lab")).toMatchObject({ address: "odd.lab", user: "lab", port: 7 });
  });

  it("takes the default keys that are there when none is named", async () => {
    writeFileSync(ssh("id_rsa"), "");
    writeFileSync(ssh("id_ed25519"), "");
    expect((await resolve("x")).identityFiles).toEqual([ssh("id_ed25519"), ssh("id_rsa")]);
    rmSync(ssh("id_rsa"));
    rmSync(ssh("id_ed25519"));
  });

  it("asks the agent of the environment unless told otherwise", async () => {
    const env = { SSH_AUTH_SOCK: "/run/agent", OTHER: "/run/other" };
    config("Host none", "  IdentityAgent none", "Host other", "  IdentityAgent $OTHER", "Host env", "  IdentityAgent SSH_AUTH_SOCK");
    const agents = await Promise.all(["x", "none", "other", "env"].map(async (host) => (await resolve(host, { env })).agentSocket));
    expect(agents).toEqual(["/run/agent", undefined, "/run/other", "/run/agent"]);
  });

  it("goes through jump hosts in order, each with its own settings", async () => {
    config(
      "Host inner",
      "  ProxyJump outer,ops@middle:2222",
      "Host outer",
      "  HostName 203.0.113.1",
      "  User gate",
      "  ProxyJump none",
      "Host middle",
      "  HostName 10.0.0.1",
      "  ProxyJump outer",
    );
    const inner = await resolve("inner");
    expect(inner.jump).toMatchObject({
      address: "10.0.0.1",
      port: 2222,
      user: "ops",
      jump: { address: "203.0.113.1", user: "gate" },
    });
    expect(inner.jump?.jump?.jump).toBeUndefined();
    expect((await resolve("middle")).jump).toMatchObject({ address: "203.0.113.1" });
    expect((await resolve("outer")).jump).toBeUndefined();
  });

  it("refuses jump hosts that lead in a circle", async () => {
    config("Host a", "  ProxyJump b", "Host b", "  ProxyJump a");
    expect(await fault("a")).toBe("unreachable");
  });

  it("runs nothing that a config asks to run", async () => {
    const trap = join(home, "trap");
    config(
      `Match exec "touch ${trap}"`,
      "  User trapped",
      "Host x",
      "  CanonicalizeHostname yes",
      "  CanonicalDomains example.invalid",
      `  ProxyCommand touch ${trap}`,
    );
    expect(await resolve("x")).toMatchObject({ user: me, address: "x" });
    expect(() => rmSync(trap)).toThrow(/ENOENT/);
  });

  it.each([
    "-oProxyCommand=reboot",
    "",
    " ",
    "a b",
    "$(reboot)",
    "host;id",
    "user@",
    "-x@host",
    "u;id@host",
    "host:0",
    "host:65536",
    "host:x",
    "[::1",
    "h\nost",
    "host\0",
  ])("does not take %j for a host", async (text) => {
    expect(await fault(text)).toBe("badArgument");
    expect(await fault({ address: text })).toBe("badArgument");
  });

  it("refuses what a config would have it run as a user or as a port", async () => {
    expect(await fault({ address: "x", user: "-oProxyCommand=reboot" })).toBe("badArgument");
    config("Host x", "  ProxyJump -oProxyCommand=reboot");
    expect(await fault("x")).toBe("badArgument");
    config("Host x", "  HostName -oProxyCommand=reboot");
    expect(await fault("x")).toBe("badArgument");
  });
});

describe("a host as people type it", () => {
  it.each([
    ["db1", { address: "db1" }],
    ["ops@db1", { address: "db1", user: "ops" }],
    ["ops@db1:2222", { address: "db1", user: "ops", port: 2222 }],
    ["me@corp@db1", { address: "db1", user: "me@corp" }],
    ["[2001:db8::1]:2222", { address: "2001:db8::1", port: 2222 }],
    ["2001:db8::1", { address: "2001:db8::1" }],
    ["fe80::1%eth0", { address: "fe80::1%eth0" }],
    ["ssh://ops@db1:22", { address: "db1", user: "ops", port: 22 }],
  ])("%s", (text, expected) => {
    expect(parseTarget(text)).toEqual({ ...expected, name: text });
  });
});
