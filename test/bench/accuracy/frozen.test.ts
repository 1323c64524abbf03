import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { benchAccuracy } from "#cli/bench/accuracy.ts";
import type { Accuracy, Row } from "#cli/bench/print/accuracy.ts";
import { markdownOf } from "#cli/bench/print/markdown.ts";
import { planFrozen } from "#cli/bench/run/plan.ts";
import { runbooks } from "#runbooks";

const ROOT = join(import.meta.dirname, "..", "..", "..");

/**
 * The recorded cases of one runbook, over real SSH to the replay server, through scorer and baselines. That every case of every runbook gives its
 * verdict is test/runbooks/cases.test.ts.
 */
describe("the bench over recorded hosts", () => {
  let folder: string;
  let accuracy: Accuracy;
  const said: string[] = [];
  const bench = async (): Promise<Accuracy> => {
    const frozen = await planFrozen({ runbooks: runbooks.filter(({ id }) => id === "small-packet-loss"), faults: [] }, ROOT);
    const nothing = { live: [], labDirectory: "/nowhere", everything: true, run: true, signal: new AbortController().signal };
    return benchAccuracy({ ...nothing, frozen, folder, seed: "7", say: (line) => void said.push(line) });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "culprit-bench-test-"));
    accuracy = await bench();
  });
  afterAll(() => rm(folder, { recursive: true }));

  const rowOf = (fault: string): Row => {
    const row = accuracy.tables.flatMap(({ rows }) => rows).find((one) => one.fault === fault);
    if (row === undefined) throw new Error(`${fault} has no row`);
    return row;
  };

  it("counts each case, and says so", () => {
    expect(accuracy.tables.flatMap(({ notCounted }) => notCounted)).toEqual([]);
    expect(accuracy.tables.flatMap(({ rows }) => rows).length).toBe(said.filter((line) => line.startsWith("frozen ")).length);
  });

  it("gives no false verdict", () => {
    const wrong = accuracy.tables.flatMap(({ rows }) => rows.filter(({ answers }) => answers["Culprit"]?.class === "falseVerdict"));
    expect(wrong).toEqual([]);
  });

  it("compares with each baseline, at what it would have cost", () => {
    const { answers } = rowOf("firewall-drop");
    expect(Object.keys(answers)).toEqual([
      "Culprit",
      "names nobody",
      "prior only",
      "random order",
      "fixed checklist",
      "everything, then rules",
    ]);
    expect(answers["Culprit"]?.class).toBe("exact");
    expect(answers["fixed checklist"]?.class).toBe("exact");
    // The two tests that the measures are read from, one of which finds it, each in a window of its own: two windows of 1,000.
    expect(answers["fixed checklist"]?.cost?.probes).toBe(2 * 1000);
    expect(answers["prior only"]?.cost).toEqual({ commands: 0, probes: 0, bytes: 0, ms: 0 });
    expect(answers["everything, then rules"]?.cost?.probes).toBe(1000);
  });

  it("shows what rules without a question do: they blame a decoy", () => {
    const decoys = accuracy.tables.flatMap(({ rows }) => rows.filter(({ group }) => group === "decoy"));
    expect(decoys.map(({ answers }) => answers["Culprit"]?.class)).toEqual(decoys.map(() => "rightDontKnow"));
    expect(rowOf("healthy").answers["prior only"]?.class).toBe("falseVerdict");
    expect(rowOf("healthy").answers["names nobody"]?.class).toBe("rightDontKnow");
    expect(rowOf("firewall-drop").answers["names nobody"]?.class).toBe("wrongDontKnow");
  });

  it("runs nothing twice, and tells the same again", async () => {
    said.length = 0;
    expect(await bench()).toEqual(accuracy);
    expect(said.filter((line) => line.startsWith("frozen "))).toEqual([]);
    expect(markdownOf(accuracy)).toContain("recorded hosts");
  });
});
