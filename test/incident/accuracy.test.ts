import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { benchAccuracy } from "#cli/bench/accuracy.ts";
import type { Accuracy, Row } from "#cli/bench/print/accuracy.ts";
import { planLive } from "#cli/bench/run/plan.ts";
import { runbookById } from "#runbooks";
import { findLab } from "#lab/hosts/lab.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { describeUnless } from "../needs.ts";

const LAB = "/run/culprit-lab-accuracy";

/** One fault, one decoy and a healthy pair through the whole of `culprit bench accuracy`; the rest of them is run by hand. */
describeUnless(await whyNoLab(), "a slice of the accuracy bench on live hosts", () => {
  let folder: string;
  let accuracy: Accuracy;
  const said: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "culprit-bench-test-"));
    const runbook = runbookById("small-packet-loss");
    const planned = planLive({
      runbooks: runbook === undefined ? [] : [runbook],
      faults: ["firewall-drop", "squeeze-noise", "healthy"],
      repeats: 1,
      variants: false,
    });
    // The window is half as long as the bench's own, to keep `npm test` short; as many probes show as much.
    const live = planned.map((run) => ({ ...run, inputs: { ...run.inputs, interval: "2" } }));
    const bench = { live, frozen: [], labDirectory: LAB, everything: true, run: true, seed: "1", signal: new AbortController().signal };
    accuracy = await benchAccuracy({ ...bench, folder, say: (line) => void said.push(line) });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const rowOf = (fault: string): Row | undefined => accuracy.tables[0]?.rows.find((row) => row.fault === fault);

  test("each is counted, and leaves no lab behind", async () => {
    expect(accuracy.tables[0]?.notCounted).toEqual([]);
    expect(accuracy.tables[0]?.rows.length).toBe(3);
    expect(said.join("\n")).toMatch(/3 of 3|3 live runs/u);
    expect(await findLab(LAB)).toBeNull();
  });

  test("the fault is named with its host, at no more than one window", () => {
    const own = rowOf("firewall-drop")?.answers["Culprit"];
    expect(own?.class).toBe("exact");
    expect(own?.cost?.probes).toBe(1000);
    expect(own?.cost?.ms).toBeGreaterThan(1_000);
  });

  test("decoy and healthy hosts are not blamed", () => {
    expect(rowOf("squeeze-noise")?.answers["Culprit"]?.class).toBe("rightDontKnow");
    expect(rowOf("healthy")?.answers["Culprit"]?.class).toBe("rightDontKnow");
  });
});
