import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { configHosts } from "#server/ssh/config-hosts.ts";
import { settingsFor } from "#server/ssh/ssh-config.ts";

const home = mkdtempSync(join(tmpdir(), "culprit-config-"));
afterAll(() => rmSync(home, { recursive: true }));

const PASTED = `
Host *
  User ops
  ServerAliveInterval 20

Include other.conf
Host net-1 net-2.example "quoted name"
  HostName 192.0.2.10
Host cmp-?  !cmp-9
  Port 2222
host=cmp-1
  HostName=%h.rack.example
  ProxyJump gate,ops@inner:2200
Host -lroot $(reboot) a;b
Host six
  HostName 2001:db8::7
  User root
`;

describe("the hosts of an ssh config", () => {
  test("that was pasted: one for each name that stands for one host, with what stands behind it", async () => {
    const { hosts, left } = await configHosts(PASTED, home);
    expect(hosts).toEqual([
      { name: "net-1", address: "192.0.2.10", user: "ops", port: null, jump: [] },
      { name: "net-2.example", address: "192.0.2.10", user: "ops", port: null, jump: [] },
      { name: "cmp-1", address: "cmp-1.rack.example", user: "ops", port: 2222, jump: ["gate", "ops@inner:2200"] },
      { name: "six", address: "2001:db8::7", user: "ops", port: null, jump: [] },
    ]);
    expect(left).toEqual([
      "3 patterns stand for many hosts and for none in particular.",
      "1 Include line was not followed: paste those files too.",
      "1 host is reached through others there. That is not taken over: put ProxyJump into the ssh config of the account that Culprit runs as.",
    ]);
  });

  test("of Culprit's own account: its aliases, also those it includes; nothing of it is run", async () => {
    mkdirSync(join(home, ".ssh"));
    const ran = join(home, "ran");
    writeFileSync(join(home, ".ssh", "more"), "Host inner\n  ProxyJump gate\n");
    writeFileSync(
      join(home, ".ssh", "config"),
      `CanonicalizeHostname yes\nMatch host gate exec "touch ${ran}"\n  User x\nHost gate\n  HostName 192.0.2.1\nInclude more\n`,
    );
    const { hosts, left } = await configHosts(null, home);
    expect(hosts).toEqual([
      { name: "gate", address: "gate", user: null, port: null, jump: [] },
      { name: "inner", address: "inner", user: null, port: null, jump: ["gate"] },
    ]);
    expect(left).toEqual([]);
    await configHosts(`Match host gate exec "touch ${ran}"\n  User x\nHost gate\n`, home);
    expect(existsSync(ran)).toBe(false);
  });

  test.each(["\n", "\r\n", "\r"])("runs no program to complete names, whatever ends its lines: %j", async (end) => {
    const [bin, ran] = [join(home, "bin"), join(home, "asked")];
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "nslookup"), `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
    const { PATH } = process.env;
    process.env["PATH"] = `${bin}:${PATH ?? ""}`;
    try {
      const text = ["Host *", "  CanonicalizeHostname yes", "  CanonicalDomains example.org example.net", "Host gate", "  User x", ""].join(
        end,
      );
      await configHosts(text, home);
      writeFileSync(join(home, ".ssh", "config"), text);
      await configHosts(null, home);
      await settingsFor({ address: "gate" }, join(home, ".ssh", "config"), home);
    } finally {
      process.env["PATH"] = PATH;
    }
    expect(existsSync(ran)).toBe(false);
  });

  test.each([
    ["an empty one", ""],
    ["no config at all", '{"hosts": []}\n\u0000\u0001'],
    ["a Host line without a name", "Host\n  User x"],
  ])("%s names none", async (_, text) => {
    expect((await configHosts(text, home)).hosts).toEqual([]);
  });

  test("of five thousand shows the first thousand, and says so", async () => {
    const many = Array.from({ length: 5_000 }, (_, n) => `Host h${n}`).join("\n");
    const { hosts, left } = await configHosts(many, home);
    expect(hosts).toHaveLength(1_000);
    expect(left).toEqual(["Only the first 1000 of 5000 hosts are shown."]);
  });
});
