import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runbookById } from "#runbooks";
import { injectedFaults } from "#lab/faults/perform.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import type { Recording } from "#machines/contract/index.ts";
import { describeUnless } from "../needs.ts";
import { judgeRecording } from "../runbooks/replay.ts";

const DIRECTORY = "/run/culprit-lab-test-recording";
const ROOT = join(import.meta.dirname, "..", "..");

/** The real command, in a process of its own. */
const culprit = (...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> => {
  const child = spawn(process.execPath, [join(ROOT, "cli", "culprit.ts"), ...args], { cwd: ROOT });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((done) => child.on("close", (code) => done({ code, out, err })));
};

describeUnless(await whyNoLab(), "culprit lab record", () => {
  let lab: Lab;
  let folder: string;
  beforeAll(async () => {
    lab = await raise(PAIR, DIRECTORY);
    folder = await mkdtemp(join(tmpdir(), "culprit-recording-"));
  });
  afterAll(async () => {
    await lab.down();
    rmSync(folder, { recursive: true });
  });
  const record = (...args: readonly string[]) => culprit("lab", "record", ...args, "--directory", DIRECTORY);

  it("keeps a fault that is really there as a case that gives its verdict again, and heals it", async () => {
    const file = join(folder, "case.json");
    const given = ["firewall-drop", "--input", "count=1000", "--input", "interval=2", "--name", "receiver=gate"];
    expect(await record(...given, "--out", file)).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringContaining("cause: established firewallDrop"),
    });
    expect(await injectedFaults(lab)).toEqual([]);
    const recording = JSON.parse(readFileSync(file, "utf8")) as Recording;
    expect(recording).toMatchObject({
      madeBy: `culprit lab record ${given.join(" ")}`,
      runbook: "small-packet-loss",
      inputs: { count: "1000", interval: "2", target: "192.0.2.12" },
      hosts: [{ name: "alpha" }, { name: "gate" }],
    });
    const runbook = runbookById(recording.runbook);
    if (runbook === undefined) throw new TypeError("no runbook");
    const verdict = judgeRecording(runbook, recording);
    expect(verdict.unrecorded).toEqual([]);
    expect({ kind: verdict.kind, causes: verdict.causes.map(({ id }) => id) }).toEqual({ kind: "cause", causes: ["firewallDrop"] });
    const standings = Object.fromEntries(verdict.standings.map(({ instance, standing }) => [instance, standing]));
    expect(standings).toEqual(recording.expect.standings);
  });

  it("makes a file anew with the command that made it, and leaves alone what was derived by hand", async () => {
    const file = join(folder, "case.json");
    const before = JSON.parse(readFileSync(file, "utf8")) as Recording;
    const derived = join(ROOT, "runbooks", "small-packet-loss", "cases", "ring-overrun.json");
    const untouched = readFileSync(derived, "utf8");
    expect(await record("--again", file, derived)).toMatchObject({
      code: 0,
      err: expect.stringContaining("ring-overrun.json is left as it is"),
    });
    const after = JSON.parse(readFileSync(file, "utf8")) as Recording;
    expect(after.recordedAt > before.recordedAt).toBe(true);
    expect({ madeBy: after.madeBy, expect: after.expect }).toEqual({ madeBy: before.madeBy, expect: before.expect });
    expect(readFileSync(derived, "utf8")).toBe(untouched);
  });

  it("records nothing where the hosts are not as the fault promises", async () => {
    const beta = hostOf(lab, "beta");
    const file = join(folder, "never.json");
    // Somebody else's rule: the control is not healthy.
    await beta.must([
      "nft",
      "add table ip spoilt; add chain ip spoilt in { type filter hook input priority 0; }; add rule ip spoilt in icmp type echo-request numgen random mod 10 0 counter drop",
    ]);
    try {
      expect(await record("healthy", "--out", file)).toMatchObject({
        code: 1,
        out: "",
        err: expect.stringMatching(/^healthy was not recorded: injected, but: symptom true/),
      });
    } finally {
      await beta.must(["nft", "delete table ip spoilt"]);
    }
    expect(() => readFileSync(file)).toThrow("ENOENT");
    expect(await injectedFaults(lab)).toEqual([]);
  });

  it("says what is wrong with a command", async () => {
    expect(await record()).toMatchObject({ code: 2, err: expect.stringContaining("name one fault") });
    expect(await record("flood")).toMatchObject({ code: 2, err: expect.stringContaining("There is no fault flood") });
    expect(await record("healthy", "--runbook", "tea")).toMatchObject({
      code: 1,
      err: expect.stringContaining("does not say how tea is pointed at its hosts"),
    });
    expect(await record("--practice", "flood")).toMatchObject({
      code: 2,
      err: expect.stringContaining("Write lab/practice/<id>.json first"),
    });
  });
});
