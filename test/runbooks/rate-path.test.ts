import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Recording } from "#machines/contract/index.ts";
import { runbookById } from "#runbooks";
import { judgeRecording } from "./replay.ts";

const walked = (runbook: string, name: string) => {
  const file = new URL(`../../runbooks/${runbook}/cases/${name}.json`, import.meta.url);
  const found = runbookById(runbook);
  if (found === undefined) throw new TypeError(`no runbook ${runbook}`);
  const { rounds } = judgeRecording(found, JSON.parse(readFileSync(file, "utf8")) as Recording);
  return rounds.map(({ reproduction, requests }) => ({ reproduction, tests: [...new Set(requests.map(({ test: id }) => id))].sort() }));
};

test("the rate is measured once: window, CPUs and counters are read in the same window, and the cards only after it", () => {
  const [first, ...later] = walked("throughput-below-line-rate", "slow-reader");
  expect(first).toEqual({
    reproduction: true,
    tests: ["cpu", "limits", "links", "protocolCounters", "qdisc", "receivingEnd", "reproduction", "softnet"],
  });
  expect(later.map(({ reproduction, tests }) => [reproduction, tests])).toEqual([[false, ["cards"]]]);
});

test("a delay is measured once, with every queue on the way watched meanwhile", () => {
  const [first, ...later] = walked("latency-under-load", "bufferbloat");
  expect(first?.tests).toEqual(["cpu", "kind", "queues", "receivingEnd", "reproduction", "softnet", "taps"]);
  expect(later.every(({ reproduction }) => !reproduction)).toBe(true);
});
