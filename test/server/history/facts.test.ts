import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { endFacts } from "#server/history/facts.ts";
import { makeLog, PERSON } from "../../app/log.ts";

test("says how an investigation ended, where the cause was, and which tests had a part in it", () => {
  const log = makeLog();
  const facts = endFacts(log, catalogue);
  expect(facts).toMatchObject({
    runbook: "small-packet-loss",
    outcome: "established",
    cause: "backlogOverflow",
    host: "net-2",
    practice: false,
  });
  const named = facts?.tests.filter((one) => one.named) ?? [];
  expect(named.length).toBeGreaterThan(0);
  expect(named.every(({ changed }) => changed)).toBe(true);
  expect(facts?.tests.map(({ test: id }) => id)).not.toContain("reproduction");
});

test("counts one that was stopped as such, and one that goes on not at all", () => {
  const begun = makeLog({ rounds: 1 }).filter(({ type }) => type !== "concluded");
  expect(endFacts(begun, catalogue)).toBeNull();
  const last = begun.at(-1);
  const at = new Date(Date.parse(last?.at ?? "") + 60_000).toISOString();
  const stopped = [...begun, { type: "stopped" as const, reason: "x", seq: begun.length + 1, at, actor: PERSON }];
  expect(endFacts(stopped, catalogue)).toMatchObject({ outcome: "stopped", cause: null, host: null });
});
