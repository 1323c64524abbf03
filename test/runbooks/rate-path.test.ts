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

test("the rate is measured once, and one look at the counters, the CPUs and what they do tells where it goes", () => {
  const [first, ...later] = walked("throughput-below-line-rate", "slow-reader");
  expect(first).toEqual({ reproduction: true, tests: ["cards", "counters", "cpu", "limits", "profile", "receivingEnd", "reproduction"] });
  expect(later).toEqual([]);
});

test("a delay is measured once, with every queue on the way watched meanwhile", () => {
  const [first, ...later] = walked("latency-under-load", "bufferbloat");
  expect(first?.tests).toEqual(["counters", "cpu", "kind", "queues", "receivingEnd", "reproduction"]);
  expect(later.every(({ reproduction }) => !reproduction)).toBe(true);
});
