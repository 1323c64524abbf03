import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalogue, derive } from "#collectors";
import { runbookById } from "#runbooks";
import { factsIn, type Context } from "#machines/compile.ts";
import type { Answered, BriefHost, MachineEvent, Recording, Request, Verdict } from "#machines/contract/index.ts";
import { givenFor } from "#machines/given.ts";
import { advance, begin, pendingOf } from "#machines/step.ts";
import { answersFrom, inOrder, isDerived, judgeRecording, machineEvent } from "./replay.ts";

/** The last host that nobody has to name comes after so many answers. */
const CASES: readonly (readonly [recording: string, answers: number])[] = [
  ["large-packets-vanish/cases/vpn-overhead", 2],
  ["large-packets-vanish/cases/mss-clamp-missing", 7],
  ["new-connections-time-out/cases/gateway-route-wrong", 5],
  ["new-connections-time-out/cases/listen-overflow", 3],
  ["response-hangs-until-timeout/cases/window-tracking", 17],
  ["one-guest-unreachable/cases/fdb-overflow", 7],
];

/** Every window gives what was recorded of the first one: the fault lasts. */
function judgeLate(recording: Recording, late: BriefHost, after: number): Verdict {
  const runbook = runbookById(recording.runbook);
  if (runbook === undefined) throw new Error("no such runbook");
  const hosts = recording.hosts.filter((host) => host !== late);
  const given = { runbook, brief: { hosts, inputs: recording.inputs }, catalogue };
  const answers: Answered[] = [];
  let answerOf = answersFrom(recording, []);
  let step = begin(given);
  let round = step.round;
  const contextOf = (): Context => (step.snapshot as { readonly context: Context }).context;
  const feed = (event: MachineEvent): void => {
    step = advance(given, step.snapshot, event);
    round = step.round ?? round;
  };
  const answered = (request: Request): MachineEvent => {
    if (!isDerived(request)) return machineEvent(answerOf(request).event);
    const reading = derive(request.collector, givenFor({ ...factsIn(given, contextOf()), answers }, request));
    return { type: "observed", request: request.key, reading, taken: { bootId: null, uptimeSeconds: null } };
  };
  feed({ type: "ready", unreached: {} });
  for (let count = 0; step.verdict === null;) {
    if (round === null) throw new Error("the machine waits for nothing and has not ended");
    const now = round;
    round = null;
    if (now.reproduction) answerOf = answersFrom(recording, []);
    for (const request of inOrder(now.requests)) {
      if (count++ === after) feed({ type: "added", host: late });
      const event = answered(request);
      if (event.type === "observed") answers.push({ request, reading: event.reading, taken: event.taken });
      if (event.type === "unavailable") answers.push({ request, failure: event.failure });
      feed(event);
    }
    if (contextOf().looking.length > 0 && pendingOf(step.snapshot).unanswered.length === 0)
      feed({ type: "looked", host: late.key, failure: null });
  }
  return step.verdict;
}

const said = ({ kind, causes }: Verdict): unknown => [kind, causes.map(({ instance, certainty }) => `${instance} ${certainty}`)];

describe("a host that comes late", () => {
  test.each(CASES)("in %s, after %i answers, leads to the same verdict as one that was there from the start", (name, after) => {
    const recording = JSON.parse(readFileSync(new URL(`../../runbooks/${name}.json`, import.meta.url), "utf8")) as Recording;
    const runbook = runbookById(recording.runbook);
    const late = recording.hosts.findLast(({ role }) => runbook?.roles[role]?.required !== true);
    if (runbook === undefined || late === undefined) throw new Error("nobody can come late");
    expect(said(judgeLate(recording, late, after))).toEqual(said(judgeRecording(runbook, recording)));
  });
});
