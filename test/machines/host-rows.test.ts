import { expect, test } from "vitest";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import type { Failure } from "#machines/contract/index.ts";
import { hostRows } from "#machines/journal/host-rows.ts";
import { commandsRun } from "#machines/journal/select.ts";
import { progressOf } from "#server/store/progress.ts";
import { logWith } from "../browser/changes.ts";

const began = (request: string): EventBody =>
  ({
    type: "commandStarted",
    request,
    attempt: 1,
    commandLine: request,
    privilege: "user",
    risk: "R0",
    effects: [],
    deadlineMs: 1,
  }) as EventBody;
const failed = (request: string, failure: Failure): EventBody => ({ type: "unavailable", request, attempt: 1, failure });

test("what never reached a host is not told as run there", () => {
  const base = logWith([]);
  const asked = ["a", "b", "c", "d"].map(
    (request) => ({ type: "runAsked", request, host: "receiver", collector: "softnet" }) as unknown as EventBody,
  );
  const bodies = [
    ...asked,
    ...["a", "b", "c", "d"].map(began),
    failed("b", { kind: "unreachable", detail: "No route to host" }),
    failed("c", { kind: "connectionLost", detail: "reset", afterMs: 1 }),
    // Whoever is behind it may send nothing from there: no probe was sent.
    failed("d", { kind: "notGranted", who: "Ben", right: "probe", groups: ["dmz"] }),
  ];
  const events: readonly InvestigationEvent[] = [...base.slice(0, 1), ...logWith(bodies).slice(base.length)];
  const brief = { key: "receiver", name: "net-2", role: "receiver", added: false, facts: null, sick: false, ledger: null };
  const [row] = hostRows(events, [brief as unknown as Parameters<typeof hostRows>[1][number]]);
  expect(row?.commands).toMatchObject({ all: 2, byRisk: { R0: 2 }, unrun: 2 });
  expect(row?.commands.lines.map(({ line }) => line)).toEqual(["a", "c"]);
});

test("counts on the page, in the verdict and in lists what the hosts count", () => {
  const begun = ["a", "b", "c"].map(began);
  const ended = [failed("b", { kind: "unreachable", detail: "No route to host" }), failed("c", { kind: "timedOut", afterMs: 1 })];
  expect(commandsRun([...begun, ...ended]).map(({ request }) => request)).toEqual(["a", "c"]);
  expect(progressOf(begun).commands + progressOf(ended).commands).toBe(2);
  expect(progressOf([...begun, ...ended]).commands).toBe(2);
});
