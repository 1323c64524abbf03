import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startReplay, type Replay } from "#lab/replay/server.ts";
import { pack, unpack } from "#server/ssh/together.ts";
import { askTogether } from "#server/investigate/together.ts";
import { clockOffset } from "#server/ssh/clock.ts";
import { memoryPins } from "../../server/ssh/memory-pins.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Command, Session, Transport } from "#server/ssh/transport.ts";
import { keygen } from "../../server/ssh/sshd.ts";
import { recording } from "./two-hosts.ts";

const ask = (...argv: readonly string[]): Command => ({
  key: argv.join(" "),
  argv,
  privilege: "sudo",
  deadlineMs: 5_000,
  maxBytes: 100_000,
});

describe("the replay server", () => {
  const folder = mkdtempSync(join(tmpdir(), "culprit-replay-test-"));
  const key = join(folder, "key");
  let replay: Replay;
  let transport: Transport;
  beforeAll(async () => {
    keygen(key);
    replay = await startReplay({
      recordings: { practice: recording },
      authorizedKey: readFileSync(`${key}.pub`, "utf8"),
    });
    transport = openTransport({ pins: memoryPins([replay.pin]) });
  });
  afterAll(async () => {
    await transport.close();
    await replay.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const connect = async (user: string): Promise<Session> => {
    const session = await transport.connect(
      {
        label: user,
        address: "127.0.0.1",
        port: replay.port,
        user,
        identityFiles: [key],
        knownHostsFiles: [],
      },
      { onUnknownKey: () => Promise.resolve("refuse") },
    );
    if ("kind" in session) throw new Error(JSON.stringify(session));
    return session;
  };
  const ssh = (...command: readonly string[]): Promise<{ stdout: string; stderr: string; code?: number }> =>
    promisify(execFile)("ssh", [
      "-F",
      "none",
      "-i",
      key,
      "-p",
      String(replay.port),
      "-o",
      "StrictHostKeyChecking=no",
      "-o",
      "UserKnownHostsFile=/dev/null",
      "-o",
      "BatchMode=yes",
      "-l",
      "practice--sender",
      "127.0.0.1",
      ...command,
    ]).catch((error: { stdout: string; stderr: string; code: number }) => error);

  it("is asked for what may be read together in one command of each privilege, and once more for what came after the one that hung", async () => {
    const session = await connect("practice--sender--privileges");
    const asked: (readonly string[])[] = [];
    const batch: Session["batch"] = (commands, options) => {
      asked.push(commands.map(({ key }) => key));
      return session.batch(
        commands.map((command) => ({ ...command, deadlineMs: 300 })),
        options,
      );
    };
    const user = (...argv: readonly string[]): Command => ({ ...ask(...argv), privilege: "user" });
    const commands = [user("preflight"), ask("stuck"), user("ping", "-c", "20"), user("cat", "/proc/net/snmp"), ask("watch"), ask("lone")];
    const options = { asRoot: false, mayJoin: ({ key }: Command) => key !== "ping -c 20" && key !== "lone" };
    const answers = await askTogether({ ...session, batch }, commands, options);
    expect(asked).toEqual([["together.preflight", "together.stuck", "ping -c 20", "lone"], ["watch"]]);
    const said = (key: string) => answers.find((answer) => answer.key === key);
    expect(["preflight", "cat /proc/net/snmp", "watch"].map((key) => said(key)?.stdout.toString())).toEqual([
      "ready\n",
      "before\n",
      "counted 7\n",
    ]);
    expect(said("stuck")?.failure?.kind).toBe("timedOut");
  });

  it("answers what is read together from what was read apart, up to what hung", async () => {
    const session = await connect("practice--sender--together");
    const parts = [ask("preflight"), ask("cat", "/proc/net/snmp"), ask("nobody", "recorded"), ask("stuck"), ask("watch")];
    const one = pack(parts);
    const [whole] = await session.batch([{ ...one.command, deadlineMs: 200 }]);
    if (whole === undefined) throw new Error("no answer");
    expect(unpack(one, whole).map((own) => own && [own.stdout.toString(), own.failure?.kind])).toEqual([
      ["ready\n", undefined],
      ["before\n", undefined],
      ["", "toolMissing"],
      ["", "timedOut"],
      null,
    ]);
    const [after] = await session.batch([ask("cat", "/proc/net/snmp")]);
    expect(after?.stdout.toString()).toBe("after\n");
  });

  it("answers the k-th call of a command with its k-th answer, and the last one again and again", async () => {
    const session = await connect("practice--sender--one");
    const read = async (): Promise<string> =>
      (await session.batch([ask("cat", "/proc/net/snmp")])).map(({ stdout }) => stdout.toString()).join("");
    expect([await read(), await read(), await read()]).toEqual(["before\n", "after\n", "after\n"]);
  });

  it("begins anew when the command that opened the recording is asked again, and for a run of its own", async () => {
    const first = ["preflight"] as const;
    const session = await connect("practice--sender--two");
    const once = async (from: Session): Promise<string[]> =>
      (await from.batch([ask(...first), ask("cat", "/proc/net/snmp"), ask("cat", "/proc/net/snmp")])).map(({ stdout }) =>
        stdout.toString(),
      );
    expect(await once(session)).toEqual(["ready\n", "before\n", "after\n"]);
    expect(await once(session)).toEqual(["ready\n", "before\n", "after\n"]);
    expect(await once(await connect("practice--sender--three"))).toEqual(["ready\n", "before\n", "after\n"]);
  });

  it("goes on with the recorded uptime, and never back", async () => {
    const session = await connect("practice--sender--four");
    const uptimes: (number | null)[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const answers = await session.batch([ask("preflight"), ask("cat", "/proc/net/snmp"), ask("watch"), ask("cat", "/proc/net/snmp")]);
      uptimes.push(...answers.map(({ uptimeSeconds }) => uptimeSeconds));
    }
    expect(uptimes.slice(0, 4)).toEqual([100, 110, 110.01, 131]);
    expect(uptimes).toEqual([...uptimes].sort((a, b) => Number(a) - Number(b)));
    // The second time the same intervals lie between them.
    expect((uptimes[5] ?? 0) - (uptimes[4] ?? 0)).toBeCloseTo(10, 1);
  });

  it("prints a long answer line by line, ten times as fast as it was", async () => {
    const session = await connect("practice--sender--five");
    const at: number[] = [];
    const startedAt = Date.now();
    await session.batch([ask("ping", "-c", "20")], { onChunk: () => at.push(Date.now() - startedAt) });
    expect(at.length).toBeGreaterThan(10);
    expect(at.at(-1)).toBeGreaterThan(1_700);
    expect(at.at(-1)).toBeLessThan(4_000);
  });

  it("behaves as the host did when nothing came back", async () => {
    const session = await connect("practice--sender--six");
    const [stuck] = await session.batch([{ ...ask("stuck"), deadlineMs: 200 }]);
    expect(stuck?.failure).toEqual({ kind: "timedOut", afterMs: 200 });
    const [lost] = await session.batch([ask("lost")]);
    expect([lost?.failure?.kind, lost?.stdout.toString()]).toEqual(["connectionLost", "half of it\n"]);
  });

  it("says that a command was not recorded, and arms no sensor for it", async () => {
    const session = await connect("practice--sender--seven");
    const [answer] = await session.batch([ask("reboot")]);
    expect(answer).toMatchObject({ exitCode: 127, failure: { kind: "toolMissing", tool: "reboot" } });
    expect(answer?.stderr.toString()).toContain("not recorded");
    expect(await session.sensor(ask("reboot")).armed).toMatchObject({ kind: "toolMissing" });
    const sensor = session.sensor(ask("watch"));
    expect(await sensor.armed).toBe("armed");
    expect((await sensor.finish()).stdout.toString()).toBe("counted 7\n");
  });

  it("is as root as the recorded login was, and knows no boot it was not told of", async () => {
    const [root] = await (await connect("practice--sender--eight")).batch([ask("preflight")]);
    const [ops] = await (await connect("practice--receiver--eight")).batch([ask("preflight")]);
    expect([root?.commandLine, root?.bootId]).toEqual(["preflight", "11111111-2222-3333-4444-555555555555"]);
    expect([ops?.commandLine, ops?.bootId, ops?.stdout.toString()]).toEqual(["sudo -n preflight", null, "other\n"]);
  });

  it("has the clock of this machine", async () => {
    const offset = await clockOffset(await connect("practice--sender--nine"));
    expect(Math.abs(offset?.offsetMs ?? Infinity)).toBeLessThanOrEqual((offset?.uncertaintyMs ?? 0) + 1);
  });

  it("runs nothing that anybody asks for", async () => {
    const marker = join(folder, "ran");
    for (const command of [`touch ${marker}`, `exec sh -c 'touch ${marker}'`, "sh -s", ""]) await ssh(...(command === "" ? [] : [command]));
    expect(() => readFileSync(marker)).toThrow(/ENOENT/);
    const room = join(import.meta.dirname, "../../../lab/replay");
    const texts = readdirSync(room).map((file) => readFileSync(join(room, file), "utf8"));
    expect(texts.length).toBeGreaterThan(3);
    expect(texts.filter((text) => /child_process|worker_threads|node:vm/.test(text))).toEqual([]);
  });

  it.each(["practice--nobody", "other--sender", "__proto__--sender", "", "practice"])("lets nobody in as %j", async (user) => {
    const session = await transport.connect(
      {
        label: "x",
        address: "127.0.0.1",
        port: replay.port,
        user,
        identityFiles: [key],
        knownHostsFiles: [],
      },
      { onUnknownKey: () => Promise.resolve("refuse") },
    );
    expect(session).toMatchObject({ kind: "authenticationFailed" });
  });

  it("lets only the one key in", async () => {
    const stranger = join(folder, "stranger");
    keygen(stranger);
    const session = await transport.connect(
      {
        label: "x",
        address: "127.0.0.1",
        port: replay.port,
        user: "practice--sender",
        identityFiles: [stranger],
        knownHostsFiles: [],
      },
      { onUnknownKey: () => Promise.resolve("refuse") },
    );
    expect(session).toMatchObject({ kind: "authenticationFailed" });
  });

  it("can be silent, and can cut the link", async () => {
    const silent = await startReplay({
      recordings: { practice: recording },
      authorizedKey: readFileSync(`${key}.pub`, "utf8"),
      faults: { silent: true },
    });
    const cutting = await startReplay({
      recordings: { practice: recording },
      authorizedKey: readFileSync(`${key}.pub`, "utf8"),
      faults: { dropAfterBytes: 4 },
    });
    const other = openTransport({ pins: memoryPins([silent.pin, cutting.pin]), silenceMs: 200 });
    const kinds: (string | undefined)[] = [];
    for (const { port } of [silent, cutting]) {
      const session = await other.connect(
        {
          label: "x",
          address: "127.0.0.1",
          port,
          user: "practice--sender",
          identityFiles: [key],
          knownHostsFiles: [],
        },
        { onUnknownKey: () => Promise.resolve("refuse") },
      );
      if ("kind" in session) throw new Error(session.kind);
      const [answer] = await session.batch([ask("preflight")]);
      kinds.push(answer?.failure?.kind, answer?.stdout.toString());
    }
    expect(kinds).toEqual(["timedOut", "", "connectionLost", "read"]);
    await other.close();
    await silent.close();
    await cutting.close();
  });
});
