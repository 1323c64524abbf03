import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runbooks } from "#runbooks";
import type { Recording } from "#machines/contract/index.ts";
import { judgeRecording } from "./replay.ts";

const ROOT = join(import.meta.dirname, "..", "..", "runbooks");

const casesOf = (runbook: string): readonly { readonly name: string; readonly recording: Recording }[] =>
  readdirSync(join(ROOT, runbook, "cases"))
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({
      name: file.replace(/\.json$/, ""),
      recording: JSON.parse(readFileSync(join(ROOT, runbook, "cases", file), "utf8")) as Recording,
    }));

describe.each(runbooks.map((runbook) => ({ id: runbook.id, runbook })))("cases of $id", ({ id, runbook }) => {
  const cases = casesOf(id);

  test.each(cases)("$name gives the verdict it must give", ({ recording }) => {
    const verdict = judgeRecording(runbook, recording);
    const { expect: wanted } = recording;
    expect(verdict.unrecorded, "commands that were not recorded; culprit lab record --again <file> makes a case anew").toEqual([]);
    expect({
      kind: verdict.kind,
      causes: verdict.causes.map(({ id: cause, certainty, object }) => ({
        id: cause,
        certainty,
        ...(object.host === undefined ? {} : { host: object.host }),
        ...(object.key === undefined ? {} : { key: object.key }),
      })),
    }).toEqual({
      kind: wanted.kind,
      causes: wanted.causes,
    });
    const standings = Object.fromEntries(verdict.standings.map(({ instance, standing }) => [instance, standing]));
    if (wanted.standings !== undefined) expect(standings).toEqual(wanted.standings);
  });

  test("each case says what was wrong and where it was made", () => {
    for (const { name, recording } of cases) {
      expect(recording.runbook, name).toBe(id);
      expect(recording.about.length, name).toBeGreaterThan(10);
      expect(recording.madeBy, name).not.toBe("");
    }
  });

  test("each cause has a case that names it, and there is one of an absent symptom and one that is undetermined", () => {
    const named = new Set(cases.flatMap(({ recording }) => recording.expect.causes.map(({ id: cause }) => cause)));
    expect(Object.keys(runbook.hypotheses).filter((cause) => !named.has(cause))).toEqual([]);
    const kinds = new Set(cases.map(({ recording }) => recording.expect.kind));
    // A first look has no symptom to measure: where nothing points anywhere, none of these is what it says.
    const look = Object.values(runbook.hypotheses).every(({ leadsTo }) => leadsTo !== undefined);
    expect([...kinds]).toEqual(expect.arrayContaining([look ? "noneOfThese" : "symptomAbsent", "undetermined"]));
  });
});
