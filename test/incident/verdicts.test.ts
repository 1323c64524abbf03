import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { raise } from "#lab/hosts/raise.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { describeWith } from "../needs.ts";
import { investigateLoss, type Report } from "./investigate.ts";
import { traces, type Traces } from "./traces.ts";

const NEEDS = ["network namespaces", "sshd", "nft", "conntrack", "ping", "tc", "ip"];
const DIRECTORY = "/run/culprit-lab-incident";
/** Where counters leave something open, the probes run twice: fewer each time. */
const TWO_WINDOWS = { count: "1200", expectedLossPercent: "0.3" };

/** Real hosts, real SSH, real faults, the real command line: each fault gives its own cause, and nothing is left behind. */
describeWith(NEEDS, "small-packet-loss on lab hosts", () => {
  let lab: Lab;
  let before: Traces;

  beforeAll(async () => {
    lab = await raise(PAIR, DIRECTORY);
    before = await traces(lab);
  });
  afterAll(async () => {
    await lab.down();
  });

  const withFault = async <T>(fault: string, work: () => Promise<T>): Promise<T> => {
    await injectFault(lab, fault);
    try {
      return await work();
    } finally {
      await healFault(lab, fault);
    }
  };

  test("a backlog that overflows is named on the right host and CPU, with exit 0", async () => {
    const { code, stdout, report } = await withFault("backlog-overflow", () => investigateLoss(lab));
    expect(named(report)).toEqual([{ id: "backlogOverflow", certainty: "established", host: "receiver" }]);
    expect(report.verdict.causes[0]?.object.key).toMatch(/^\d+$/);
    expect(stdout.trimEnd()).not.toContain("\n");
    expect(report.changed).toEqual([]);
    expect(report.probesSent).toBeGreaterThanOrEqual(3000);
    expect(code).toBe(0);
  });

  test("healthy hosts give no cause, with exit 0", async () => {
    const { code, report } = await investigateLoss(lab);
    expect(report.verdict.kind).toBe("symptomAbsent");
    expect(named(report)).toEqual([]);
    expect(code).toBe(0);
  });

  // A rule that drops is named in accuracy.test.ts.
  test.each([
    ["queue-drop", "qdiscDrop"],
    ["conntrack-full", "conntrackFull"],
  ])("%s gives its own cause", async (fault, cause) => {
    const { code, report } = await withFault(fault, () => investigateLoss(lab));
    expect(named(report)).toEqual([{ id: cause, certainty: "established", host: "receiver" }]);
    expect(code).toBe(0);
  });

  // The machine's other work may overflow a backlog meanwhile, which counts in the same column: then both are told, and neither is established.
  test("a flow limit that drops is found, and nothing but the backlog beside it", async () => {
    const { report } = await withFault("flow-limit", () => investigateLoss(lab, { interval: "4" }));
    const causes = report.verdict.causes.map(({ id, object }) => `${id} ${object.host ?? ""}`);
    expect(causes).toContain("flowLimit receiver");
    expect(causes.filter((cause) => cause !== "flowLimit receiver" && cause !== "backlogOverflow receiver")).toEqual([]);
  });

  test("loss between the hosts is never blamed on one of them, and told with its direction", async () => {
    const { code, report } = await withFault("loss-elsewhere", () => investigateLoss(lab, TWO_WINDOWS));
    expect(named(report)).toEqual([{ id: "lossOutside", certainty: "established", host: undefined }]);
    expect(report.verdict.causes[0]?.object.key).toMatch(/^requests from \S+11 to \S+12$/);
    expect(report.hypotheses.filter(({ standing, host }) => standing === "supported" && host !== undefined)).toEqual([]);
    expect(code).toBe(0);
  });

  test("with softnet_stat unreadable the verdict is undetermined and says so", async () => {
    const { code, report } = await withFault("blind-softnet", () => investigateLoss(lab, TWO_WINDOWS));
    expect(report.verdict.kind).toBe("undetermined");
    expect(named(report)).toEqual([]);
    expect(report.unknown).toContainEqual(expect.objectContaining({ host: "receiver", reason: expect.stringMatching(/softnet/) }));
    expect(report.verdict.wouldDecide.join(" ")).toMatch(/softnet/i);
    expect(report.hypotheses.find(({ id, host }) => id === "backlogOverflow" && host === "receiver")?.standing).toBe("open");
    expect(code).toBe(3);
  });

  test("a key that no host takes gives exit 4 and says what to do", async () => {
    const folder = mkdtempSync(join(tmpdir(), "culprit-key-"));
    try {
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "stranger")]);
      const { code, stderr, report } = await investigateLoss({ ...lab, identityFile: join(folder, "stranger") });
      expect(code).toBe(4);
      expect(named(report)).toEqual([]);
      expect(report.verdict.kind).toBe("undetermined");
      expect(report.unknown).toContainEqual(
        expect.objectContaining({ test: "connection", host: "sender", todo: expect.stringMatching(/key/i) }),
      );
      expect(stderr).toBe("");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a host key that nobody approved is never trusted where nobody can be asked", async () => {
    const { code, report, stderr } = await investigateLoss({ ...lab, knownHostsFile: "/dev/null" });
    expect(code).toBe(4);
    expect(report.verdict.kind).toBe("undetermined");
    expect(stderr).toMatch(/SHA256:/);
    expect(report.probesSent).toBe(0);
  });

  test("no host is left with a process, file, mount or setting of ours", async () => {
    const again = await investigateLoss(lab, { count: "200" });
    expect(again.report.commands).toBeGreaterThan(4);
    // The trace's guard, declared among its effects, looks every 2 s whether it is still needed.
    await expect.poll(() => traces(lab), { timeout: 4_000, interval: 500 }).toEqual(before);
  });
});

const named = (report: Report): object[] =>
  report.verdict.causes.map(({ id, certainty, object }) => ({ id, certainty, host: object.host }));
