import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CAUSES } from "#lab/faults/causes.ts";
import { faultOf } from "#lab/faults/choose.ts";
import { runbookById } from "#runbooks";
import { practiceFiles, practiceFolder, practiceIncidents, readRecording } from "#server/practice/incidents.ts";
import { judgeRecording } from "./replay.ts";

const REMEDY = "culprit lab record --practice <id> makes it anew";
const files = await practiceFiles();
const made = files.filter(({ file }) => file.made !== undefined);

describe("practice incidents", () => {
  test.each(made)("$id gives the verdict it was recorded with", async ({ id, file }) => {
    const recording = await readRecording({ id });
    const runbook = runbookById(recording.runbook);
    if (runbook === undefined) throw new Error(`there is no runbook ${recording.runbook}`);
    const verdict = judgeRecording(runbook, recording);
    expect(verdict.unrecorded, REMEDY).toEqual([]);
    expect(recording.runbook).toBe(file.runbook);
    expect(verdict.say, REMEDY).toBe(file.made?.verdict);
    const standings = Object.fromEntries(verdict.standings.map(({ instance, standing }) => [instance, standing]));
    expect({ kind: verdict.kind, standings }, REMEDY).toEqual({ kind: recording.expect.kind, standings: recording.expect.standings });
    const named = verdict.causes.map((cause) => cause.id);
    expect(named, REMEDY).toEqual(recording.expect.causes.map((cause) => cause.id));
  });

  test.each(made)("$id is made of a fault of the lab, and its story does not name the cause", ({ file }) => {
    const fault = faultOf(file.fault.split(":")[0] ?? "");
    const { made: about } = file;
    expect(about?.say).not.toBe("");
    expect(about?.truth).not.toBe(about?.say);
    const { groundTruth } = fault;
    const causes = typeof groundTruth === "function" ? groundTruth(fault.parameters).causes : groundTruth.causes;
    for (const { id } of causes)
      expect([about?.say, file.title].join(" ").toLowerCase()).not.toContain(CAUSES[id].toLowerCase().replace(/\.$/, ""));
  });

  test("are listed in the order of their authors, and only those there is a recording of", async () => {
    const shown = await practiceIncidents();
    expect(shown.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    const recordings = readdirSync(join(practiceFolder(), "recordings")).map((name) => name.replace(/\.json$/, ""));
    expect(recordings.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    const orders = files.map(({ file }) => file.order);
    expect(orders).toEqual([...new Set(orders)].toSorted((a, b) => a - b));
  });
});
