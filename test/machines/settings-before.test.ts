import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import type { EventBody } from "#machines/journal/event.ts";
import type { Proposal } from "#machines/journal/change-event.ts";
import { verdictView } from "#machines/journal/verdict-view.ts";
import { toPutIn } from "#machines/explain/steps.ts";
import { logWith, STATES } from "../browser/changes.ts";

const [asked] = STATES["asked"] ?? [];

function seen(...bodies: readonly EventBody[]) {
  const events = logWith(bodies);
  const [first] = events;
  const concluded = events.findLast((event) => event.type === "concluded");
  if (first?.type !== "started" || concluded === undefined) throw new TypeError("the log of changes has a verdict");
  const [cause] = verdictView(events, concluded.verdict, { runbook: first.runbook, catalogue }).causes;
  return { undo: cause?.advice?.undo, left: cause?.steps ? toPutIn(cause.steps) : undefined };
}
const proposing = (about: Partial<Proposal>): EventBody =>
  asked?.type === "changeProposed" ? { ...asked, proposal: { ...asked.proposal, ...about } } : { type: "stopped", reason: "never" };

test("a command that goes back has the value that the proposal of a change read", () => {
  expect(seen(proposing({}))).toEqual({ undo: "sysctl -w net.core.netdev_max_backlog=1000", left: null });
  expect(seen(proposing({}), proposing({ id: "c2" }))).toMatchObject({ left: null });
});

test.each([
  ["nothing was proposed", []],
  ["another host's was read", [proposing({ host: "sender" })]],
  ["a second one read otherwise: somebody has changed it", [proposing({}), proposing({ id: "c2", before: "2000" })]],
  ["something else was read", [proposing({ undoLine: "sudo -n sh -c 'x' /proc/sys/net/core/netdev_budget 300" })]],
  ["what was read is no number", [proposing({ before: "1000; reboot" })]],
])("it stays for a person to put in: %s", (_, bodies) => {
  expect(seen(...bodies)).toEqual({
    undo: "sysctl -w net.core.netdev_max_backlog=<what it showed before>",
    left: expect.stringContaining("what it showed before") as string,
  });
});
