import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { endFacts } from "#server/history/facts.ts";
import { progressOf } from "#server/store/progress.ts";
import { makeLog, PERSON } from "../../app/log.ts";
import { watchedLog } from "../../app/watched-log.ts";

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

test("names no cause where several fit, and none where a look only says which runbook comes next", () => {
  const log = makeLog();
  const several = log.map((event) =>
    event.type === "concluded" ? { ...event, verdict: { ...event.verdict, kind: "several" as const } } : event,
  );
  expect(endFacts(several, catalogue)).toMatchObject({ outcome: "severalEstablished", cause: null, host: null });
  expect(progressOf(several)).toMatchObject({ verdict: "several", certainty: "established", cause: null });
  expect(progressOf(log)).toMatchObject({ verdict: "cause", cause: "backlogOverflow" });
  const look = log.map((event) => {
    if (event.type !== "started") return event;
    const hypotheses = Object.entries(event.runbook.hypotheses).map(([id, one]) => [id, { ...one, leadsTo: "small-packet-loss" }] as const);
    return { ...event, runbook: { ...event.runbook, hypotheses: Object.fromEntries(hypotheses) } };
  });
  expect(endFacts(look, catalogue)).toMatchObject({ outcome: "established", cause: null, host: null });
});

test("counts one that was stopped as such, and one that goes on not at all", () => {
  const begun = makeLog({ rounds: 1 }).filter(({ type }) => type !== "concluded");
  expect(endFacts(begun, catalogue)).toBeNull();
  const last = begun.at(-1);
  const at = new Date(Date.parse(last?.at ?? "") + 60_000).toISOString();
  const stopped = [...begun, { type: "stopped" as const, reason: "x", seq: begun.length + 1, at, actor: PERSON }];
  expect(endFacts(stopped, catalogue)).toMatchObject({ outcome: "stopped", cause: null, host: null });
});

test("what a watch waited for is no part of the time that its verdict took", () => {
  const plain = endFacts(makeLog(), catalogue)?.seconds ?? 0;
  const HOUR = 3_600_000;
  const earlier = (each: boolean) =>
    watchedLog({ each, watchSeconds: 7_200 }).map((event) =>
      event.type === "started" ? { ...event, at: new Date(Date.parse(event.at) - HOUR).toISOString() } : event,
    );
  for (const log of [earlier(true), earlier(false)]) {
    const seconds = endFacts(log, catalogue)?.seconds ?? 0;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(plain);
  }
});
