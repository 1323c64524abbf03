import { expect, test } from "vitest";
import { askedWords } from "#app/_ui/board/asked.ts";
import { catalogue } from "#collectors";
import { wayOf } from "#machines/journal/way.ts";
import runbook from "#runbooks/small-packet-loss/runbook.ts";
import { makeLog, type Scenario } from "./log.ts";

const words = (scenario?: Scenario): string => {
  const way = wayOf(makeLog(scenario), catalogue);
  if (way === null) throw new TypeError("no way");
  return askedWords(way);
};

test("as many tests are counted as the runbook has: measuring the symptom is none of them", () => {
  expect(words()).toMatch(new RegExp(`^\\d+ of ${runbook.tests.length} tests asked$`));
});

test("while the symptom is measured this is told beside the tests", () => {
  expect(words({ rounds: 1 })).toMatch(
    new RegExp(`^\\d+ of ${runbook.tests.length} tests asked, \\d+ of them now, the symptom is being measured$`),
  );
});
