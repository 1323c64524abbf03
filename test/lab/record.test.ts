import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { BriefHost, Recording } from "#machines/contract/index.ts";
import type { Answer, Command } from "#server/ssh/transport.ts";
import { toRecording, type Exchange, type FinishedRun } from "#lab/record.ts";
import { expectOf } from "#cli/investigate/recording.ts";
import { runbookById } from "#runbooks";
import { judgeRecording } from "../runbooks/replay.ts";
import { withoutAddressesAsNames } from "#lab/scrub/host-names.ts";
import { scrubRecording } from "#lab/scrub/recording.ts";
import { scrubOf } from "#lab/scrub/scrub.ts";

const ROOT = join(import.meta.dirname, "..", "..");

const sender: BriefHost = { key: "sender", role: "sender", name: "alpha", address: "198.18.77.11" };
const receiver: BriefHost = { key: "receiver", role: "receiver", name: "beta", address: "198.18.77.12" };

const command = (argv: readonly string[]): Command => ({
  key: argv.join(" "),
  argv,
  privilege: "user",
  deadlineMs: 1_000,
  maxBytes: 1_000,
});

const answer = (key: string, stdout: string, more: Partial<Answer> = {}): Answer => ({
  key,
  commandLine: key,
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(""),
  exitCode: 0,
  signal: null,
  truncated: false,
  startedAt: 0,
  durationMs: 12.6,
  uptimeSeconds: 100.5,
  bootId: "4f0c2a9e-1111-4222-8333-444455556666",
  ...more,
});

const exchange = (host: string, argv: readonly string[], came: string | Partial<Answer>): Exchange => ({
  host,
  command: command(argv),
  answer: typeof came === "string" ? answer(argv.join(" "), came) : answer(argv.join(" "), "", came),
});

const run = (exchanges: readonly Exchange[]): FinishedRun => ({
  about: "The backlog overflows.",
  madeBy: "lab fault backlog-overflow",
  kernel: "6.18.44",
  recordedAt: "2026-01-02T03:04:05Z",
  runbook: "small-packet-loss",
  hosts: [sender, receiver],
  inputs: { target: "192.0.2.12", via: "198.18.77.1" },
  exchanges,
  expect: { kind: "undetermined", causes: [] },
  machine: { name: "builder-7", addresses: ["10.1.2.3", "fd00::7"], folders: { "/srv/clone": "/opt/culprit", "/home/eve": "/home/user" } },
});

/** What becomes of one output, and of a command. */
const kept = (stdout: string, argv: readonly string[] = ["cat"], more: Partial<FinishedRun> = {}) => {
  const [host] = toRecording({ ...run([exchange("alpha", argv, stdout)]), ...more }).hosts;
  return { stdout: host?.commands[0]?.stdout, argv: host?.commands[0]?.argv };
};

describe("recordings of the lab", () => {
  it("give every host its own commands, in the order they were answered", () => {
    const { hosts } = toRecording(
      run([
        exchange("beta", ["cat", "/proc/net/softnet_stat"], "first"),
        exchange("alpha", ["uname", "-r"], "6.18"),
        exchange("beta", ["cat", "/proc/net/softnet_stat"], "second"),
      ]),
    );
    expect(hosts.map((host) => host.commands.map(({ stdout }) => stdout))).toEqual([["6.18"], ["first", "second"]]);
    expect(hosts[1]).toMatchObject({ key: "receiver", bootId: "00000000-0000-4000-8000-000000000001" });
    expect(hosts[1]?.commands[0]).toEqual({
      argv: ["cat", "/proc/net/softnet_stat"],
      stdout: "first",
      stderr: "",
      exitCode: 0,
      durationMs: 13,
      uptimeSeconds: 100.5,
    });
  });

  it("say of a command that brought nothing back how it failed, and keep quiet about other failures", () => {
    const { hosts } = toRecording(
      run([
        exchange("alpha", ["sleep", "9"], { exitCode: null, failure: { kind: "timedOut", afterMs: 1_000 } }),
        exchange("alpha", ["conntrack"], { exitCode: 127, failure: { kind: "toolMissing", tool: "conntrack" } }),
      ]),
    );
    expect(hosts[0]?.commands.map((each) => each.failure)).toEqual(["timedOut", undefined]);
  });

  it("name no management address of the machine they were made on", () => {
    const text =
      "sl local_address\n 0: 0B4D12C6:0016 014D12C6:C350\n198.18.77.12/24 dev eth0 via 198.19.200.1; 192.0.2.12 stays, 1.198.18.7 too";
    const recording = toRecording(run([exchange("alpha", ["ssh", "198.18.77.12"], text)]));
    expect(JSON.stringify(recording)).not.toMatch(/\b198\.1[89]\.\d+\.\d+|12C6/);
    expect(recording.hosts[0]?.commands[0]?.stdout).toBe(
      "sl local_address\n 0: 0B6433C6:0016 016433C6:C350\n198.51.100.12/24 dev eth0 via 198.51.100.1; 192.0.2.12 stays, 1.198.18.7 too",
    );
    expect(recording).toMatchObject({
      hosts: [{ address: "198.51.100.11" }, { address: "198.51.100.12" }],
      inputs: { via: "198.51.100.1", target: "192.0.2.12" },
    });
  });

  it("change nothing when recorded again", () => {
    const text = "0B4D12C6:0016 198.18.99.200 d6:11:22:33:44:55 builder-7 10.1.2.3";
    const once = kept(text).stdout ?? "";
    expect(once).not.toBe(text);
    expect(kept(once).stdout).toBe(once);
  });

  it("say nothing of the machine they were made on: its name, its addresses, its folders, its boot", () => {
    const text =
      "builder-7 10.1.2.3 0302010A:0016 fd00::7 /srv/clone/lab/x.ts /home/eve/.ssh 4f0c2a9e-1111-4222-8333-444455556666\n" +
      "my-builder-7 builder-70 110.1.2.3 10.1.2.34 node.builder-7";
    expect(kept(text).stdout).toBe(
      "machine 203.0.113.1 017100CB:0016 2001:db8::1 /opt/culprit/lab/x.ts /home/user/.ssh 00000000-0000-4000-8000-000000000001\n" +
        "my-builder-7 builder-70 110.1.2.3 10.1.2.34 node.builder-7",
    );
  });

  it("know the machine's name in capitals and with its domain, and the person who records", () => {
    const machine = { name: "build7.corp.example", addresses: [], folders: { "/data/evelyn": "/home/user" }, account: "evelyn" };
    const text = "build7 build7.corp.example BUILD7 Build7.local. build70 evelyn@build7: /data/evelyn/x /home/evelyn/x evelyn2";
    expect(kept(text, ["cat"], { machine }).stdout).toBe(
      "machine machine machine machine. build70 user@machine: /home/user/x /home/user/x evelyn2",
    );
    const common = { name: "Linux", addresses: [], folders: {}, account: "root" };
    expect(kept("Linux root /root/x", ["cat"], { machine: common }).stdout).toBe("Linux root /root/x");
  });

  it("are scrubbed in what they say of themselves and must give again, as in commands and outputs", () => {
    const cause = { id: "firewallDrop", certainty: "established", host: "sender", key: "d6:11:22:33:44:55" } as const;
    const recording = toRecording({
      ...run([exchange("alpha", ["curl", "--token", "tok3n", "http://builder-7/"], "link d6:11:22:33:44:55 token=tok3n")]),
      about: "builder-7 drops.",
      madeBy: "culprit lab record x --input password=pw1 --name sender=builder-7",
      kernel: "6.18-builder-7",
      inputs: { password: "pw1", target: "builder-7" },
      expect: { kind: "cause", causes: [cause], standings: { "firewallDrop@d6:11:22:33:44:55": "open" } },
    });
    expect(JSON.stringify(recording)).not.toMatch(/builder-7(?!")|pw1|tok3n|d6:11/);
    expect(recording).toMatchObject({
      about: "machine drops.",
      madeBy: "culprit lab record x --input password=[secret 1] --name sender=machine",
      inputs: { password: "[secret 1]", target: "machine" },
      expect: { causes: [{ host: "sender", key: "02:00:00:00:00:01" }], standings: { "firewallDrop@02:00:00:00:00:01": "open" } },
    });
    expect(recording.hosts[0]?.commands[0]).toMatchObject({
      argv: ["curl", "--token", "[secret 2]", "http://machine/"],
      stdout: "link 02:00:00:00:00:01 token=[secret 2]",
    });
  });

  it("call hosts that nobody named by number, and keep names that were chosen and addresses that are evidence", () => {
    const nameless = [
      { ...sender, name: "10.9.8.7", address: "10.9.8.7" },
      { ...receiver, name: "db1.corp.example", address: "db1.corp.example" },
      { ...receiver, key: "gateway", name: "router-1", address: "10.9.8.1" },
    ];
    const recording = toRecording({
      ...run([exchange("10.9.8.7", ["ping", "10.9.8.1"], "from 10.9.8.7")]),
      hosts: nameless,
      about: "Lost between 10.9.8.7 and db1.corp.example.",
    });
    expect(recording).toMatchObject({
      about: "Lost between host-1 and host-2.",
      hosts: [
        { name: "host-1", commands: [{ argv: ["ping", "10.9.8.1"], stdout: "from 10.9.8.7" }] },
        { name: "host-2", address: "host-2" },
        { name: "router-1", address: "10.9.8.1" },
      ],
    });
  });

  it("number Ethernet addresses drawn at random, alike in commands and outputs, and keep those that mean something", () => {
    const text =
      "link/ether d6:11:22:33:44:55 brd ff:ff:ff:ff:ff:ff; 00:00:5e:00:01:33 fa:16:3e:01:02:03 01:00:5e:00:00:12 0a:00:00:00:00:01 D6:11:22:33:44:55";
    expect(kept(text, ["bridge", "fdb", "get", "0a:00:00:00:00:01"])).toEqual({
      argv: ["bridge", "fdb", "get", "02:00:00:00:00:01"],
      stdout:
        "link/ether 02:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff; 00:00:5e:00:01:33 fa:16:3e:01:02:03 01:00:5e:00:00:12 02:00:00:00:00:01 02:00:00:00:00:02",
    });
  });

  it("keep no secret, and show where two places share one", () => {
    const text =
      "auth_type PASS\n auth_pass hunter22\n auth_pass hunter22\npassword = other\nhttps://joe:pw9@example.org/x\nAuthorization: Bearer abcdefgh12\n" +
      "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\nqdisc tbf: token bucket";
    expect(kept(text).stdout).toBe(
      "auth_type PASS\n auth_pass [secret 2]\n auth_pass [secret 2]\npassword = [secret 3]\nhttps://joe:[secret 5]@example.org/x\nAuthorization: Bearer [secret 4]\n" +
        "[secret 1]\nqdisc tbf: token bucket",
    );
  });

  it.each([
    ["PGPASSWORD=x1 DB_PASSWORD=x2", "PGPASSWORD=[secret 1] DB_PASSWORD=[secret 2]"],
    ["mysql --password hunter2 --user joe", "mysql --password [secret 1] --user joe"],
    ["mysql --password --user joe", "mysql --password --user joe"],
    ["psql --no-password db", "psql --no-password db"],
    ['password = "two words" next', 'password = "[secret 1]" next'],
    ["--db-password 'two words' next", "--db-password '[secret 1]' next"],
    ['{"token": "a \\" b", "x": 1}', '{"token": "[secret 1]", "x": 1}'],
    [String.raw`{\"token\":\"ab\"} x`, String.raw`{\"token\":\"[secret 1]\"} x`],
    ["MYSQL_PWD=x1 PWD=/root OLDPWD=/srv", "MYSQL_PWD=[secret 1] PWD=/root OLDPWD=/srv"],
    ["AWS_SECRET_ACCESS_KEY=x1 PrivateKey = x2", "AWS_SECRET_ACCESS_KEY=[secret 1] PrivateKey = [secret 2]"],
    ['auth_pass "two words"', 'auth_pass "[secret 1]"'],
    ["redis://:pw9@cache/0", "redis://:[secret 1]@cache/0"],
    ["-----BEGIN PRIVATE KEY-----\nAAAA", "[secret 1]"],
  ])("take the whole secret out of %s", (text, scrubbed) => {
    expect(kept(text).stdout).toBe(scrubbed);
    expect(kept(scrubbed).stdout).toBe(scrubbed);
  });

  it.each(["password", "--", "-----BEGIN PRIVATE KEY-----", "a-", "token ", "--token ", 'password="', "password=\\"])(
    "look for secrets in time that grows with the text, also in %j over and over",
    (piece) => {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const began = performance.now();
      kept(text);
      // A search that grows with the square of it takes minutes.
      expect(performance.now() - began).toBeLessThan(5_000);
    },
  );

  it("give the verdict that they gave when they are scrubbed once more", async () => {
    const scrub = scrubOf({ machine: run([]).machine ?? { name: "", addresses: [], folders: {} }, bootIds: [] });
    const files = globSync(["runbooks/*/cases/*.json", "lab/practice/recordings/*.json"], { cwd: ROOT });
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const recording = JSON.parse(await readFile(join(ROOT, file), "utf8")) as Recording;
      const runbook = runbookById(recording.runbook);
      if (runbook === undefined) throw new TypeError(`${file}: no runbook`);
      const again = scrubRecording(withoutAddressesAsNames(recording), scrub);
      expect(again.hosts.map(({ name, address }) => [name, address])).toEqual(recording.hosts.map(({ name, address }) => [name, address]));
      expect(JSON.stringify(again)).not.toContain("[secret");
      const verdict = judgeRecording(runbook, again);
      expect(verdict.unrecorded, file).toEqual([]);
      // Each case says what matters to it: some name every standing, all the verdict.
      expect(expectOf(verdict), file).toMatchObject(again.expect);
    }
  });

  it("keep of the kernel's log what was written since the fault was made", () => {
    const text = "[   12.100000] other: up\n[  900.500000] neighbour: table overflow\n[0x1] no time\nplain\n";
    expect(kept(text, ["dmesg"], { since: 800.2 }).stdout).toBe("[  900.500000] neighbour: table overflow\n[0x1] no time\nplain\n");
    expect(kept(text, ["dmesg"]).stdout).toBe(text);
  });
});
