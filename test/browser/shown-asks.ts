import type { Runbook, Test } from "#machines/contract/index.ts";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { CULPRIT, makeLog } from "../app/log.ts";

/** What the switch says of a port: nothing on a host shows it. */
const SWITCH: Test = {
  id: "switchPort",
  collect: "person",
  on: ["receiver"],
  phase: "verdict",
  when: "once",
  args: {},
  why: "If the port counts what it drops, the loss is in the switch and no host is at fault. If it counts none, what is missing is lost behind it.",
  predicts: {},
  ask: {
    question: "Does the switch port of net-2 count packets that it drops?",
    where: 'On the switch: "show interfaces counters errors", twice, a minute apart',
    choices: { rise: "Yes, a counter of drops rises", still: "No, all of them stand still" },
  },
} as unknown as Test;

const REQUEST = "9.switchPort.receiver.once";

/** An investigation that has read what it could and now asks. */
export function askingLog(): readonly InvestigationEvent[] {
  const log = makeLog();
  const read = log.slice(
    0,
    log.findIndex(({ type }) => type === "ledger"),
  );
  const [first, ...rest] = read;
  if (first?.type !== "started" || SWITCH.ask === undefined) throw new TypeError("a log begins with started");
  const runbook: Runbook = { ...first.runbook, tests: [...first.runbook.tests, SWITCH] };
  const { question, where, choices } = SWITCH.ask;
  const asked: EventBody = {
    ...{ type: "asked", request: REQUEST, host: "receiver", question, where, choices },
  };
  return [{ ...first, runbook }, ...rest, { ...asked, seq: read.length + 1, at: read.at(-1)?.at ?? "", actor: CULPRIT }];
}
