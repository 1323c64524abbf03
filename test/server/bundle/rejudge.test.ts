import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { rejudge, type Rejudged } from "#server/bundle/rejudge.ts";
import { makeLog } from "../../app/log.ts";
import runbook from "#runbooks/small-packet-loss/runbook.ts";

const log = makeLog();
const again = (changed: typeof runbook): Rejudged => {
  const result = rejudge({ log, raw: new Map(), runbook: changed, catalogue });
  if ("refused" in result) throw new Error(result.refused);
  return result;
};

test("the same runbook comes to the same verdict from what was stored", () => {
  const { verdict, differences, wanting } = again(runbook);
  expect(verdict.causes[0]?.id).toBe("backlogOverflow");
  // Readings of this log that are worked out from others are invented: its standings may differ, the verdict may not.
  expect([differences.filter((say) => say.startsWith("the verdict")), wanting]).toEqual([[], []]);
});

test("a version without the cause differs, and names nothing else", () => {
  const { backlogOverflow: _gone, ...hypotheses } = runbook.hypotheses;
  const tests = runbook.tests.map((one) => ({
    ...one,
    predicts: Object.fromEntries(Object.entries(one.predicts).filter(([id]) => id in hypotheses)),
  }));
  const { verdict, differences } = again({ ...runbook, version: 99, hypotheses, tests: tests as typeof runbook.tests });
  expect(verdict.causes.map(({ id }) => id)).not.toContain("backlogOverflow");
  expect(differences.some((say) => say.startsWith("the verdict was cause"))).toBe(true);
});

test("what was not collected then stays unknown", () => {
  const without = log.filter((event) => event.type !== "observed" || !event.request.includes(".softnet."));
  const result = rejudge({ log: without, raw: new Map(), runbook, catalogue });
  if ("refused" in result) throw new Error(result.refused);
  expect(result.wanting.map(({ test: id }) => id)).toContain("softnet");
  expect(result.verdict.causes.filter(({ id, certainty }) => id === "backlogOverflow" && certainty !== "suspected")).toEqual([]);
});

test("a log that is none is refused in a sentence", () => {
  expect(rejudge({ log: [], raw: new Map(), runbook, catalogue })).toHaveProperty("refused");
});
