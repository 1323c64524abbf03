import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import type { Proposal } from "#machines/journal/change-event.ts";
import type { Sample } from "#machines/confirm/outcome.ts";
import { CULPRIT, makeLog, PERSON } from "../app/log.ts";

const proposal: Proposal = {
  ...{ id: "c1", hypothesis: "backlogOverflow", instance: "backlogOverflow@receiver", host: "receiver", change: "backlogLength" },
  ...{ title: "length of a CPU's receive backlog", args: {}, before: "1000", after: "3000", unit: "packets", risk: "R3", effects: [] },
  commandLine: `sudo -n sh -c 'printf "%s\\n" "$1" >"$0"' /proc/sys/net/core/netdev_max_backlog 3000`,
  undoLine: `sudo -n sh -c 'printf "%s\\n" "$1" >"$0"' /proc/sys/net/core/netdev_max_backlog 1000`,
  people: 1,
  seconds: 60,
};
const sample = (missing: number, of: number, range: Sample["range"]): Sample => ({ missing, of, range, mechanism: missing });
const proposed: EventBody = { type: "changeProposed", proposal };
const begun: EventBody = { type: "changeBegun", id: "c1", token: "0123456789abcdef01234567", until: "2126-11-21T02:20:00.000Z" };
const judged: EventBody = {
  type: "changeJudged",
  id: "c1",
  compared: {
    outcome: "confirmed",
    before: sample(16, 4000, { lowPercent: 0.246, highPercent: 0.649 }),
    with: sample(0, 4000, { lowPercent: 0, highPercent: 0.075 }),
    after: sample(18, 4000, { lowPercent: 0.285, highPercent: 0.71 }),
    movedTo: [],
    unclear: "",
  },
};
/** What happened to a proposed change, state by state. */
export const STATES: Readonly<Record<string, readonly EventBody[]>> = {
  asked: [proposed],
  two: [{ type: "changeProposed", proposal: { ...proposal, risk: "R4", people: 2 } }],
  runs: [proposed, { type: "changeApproved", id: "c1" }, begun, { type: "changeMade", id: "c1", value: "3000" }],
  stuck: [
    ...[proposed, { type: "changeApproved", id: "c1" } as const, begun, { type: "changeMade", id: "c1", value: "3000" } as const],
    { type: "changeStuck", id: "c1", value: null, failure: { kind: "unreachable", detail: "No route to host" } },
  ],
  confirmed: [
    ...[proposed, { type: "changeApproved", id: "c1" } as const, begun, { type: "changeMade", id: "c1", value: "3000" } as const],
    ...[{ type: "changeUndone", id: "c1", by: "culprit", value: "1000" } as const, judged],
  ],
  // Nothing was said since: whoever made it was killed, and nobody went on.
  overdue: [
    ...[proposed, { type: "changeApproved", id: "c1" } as const, { ...begun, until: "2026-01-01T02:20:00.000Z" } as EventBody],
    { type: "changeMade", id: "c1", value: "3000" },
  ],
  declined: [proposed, { type: "changeDeclined", id: "c1", reason: "Not during the sale." }],
};

/** A person decides; the rest is Culprit's. */
export const actorOf = ({ type }: EventBody): Actor => (["changeApproved", "changeDeclined"].includes(type) ? PERSON : CULPRIT);

/** A log in which a person decides and Culprit does the rest. */
export const logWith = (bodies: readonly EventBody[]): readonly InvestigationEvent[] => {
  const log = makeLog();
  const last = log.at(-1);
  return [
    ...log,
    ...bodies.map((body, index) => ({
      ...body,
      seq: (last?.seq ?? 0) + index + 1,
      at: last?.at ?? "",
      actor: actorOf(body),
    })),
  ];
};
