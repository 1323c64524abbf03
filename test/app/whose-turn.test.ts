import { expect, test } from "vitest";
import type { Decides } from "#app/_ui/conversation/decides.ts";
import { whereItStands } from "#app/_ui/conversation/whose-turn.ts";
import { changeView } from "#machines/journal/change-view.ts";
import type { Actor, EventBody } from "#machines/journal/event.ts";
import { logWith, STATES } from "../browser/changes.ts";

const ada: Actor = { kind: "person", id: "ada", name: "Ada Lind", via: "page" };
const who = (me: string, change = true): Decides => ({ me, change, steer: true, trust: change, alone: false });

/** What the card says of the change that is asked about, which takes so many people. */
function said(
  decides: Decides,
  { people = 1, approved = [] }: { readonly people?: 1 | 2; readonly approved?: readonly Actor[] } = {},
): string {
  const bodies = (STATES["asked"] ?? []).map((body): EventBody =>
    body.type === "changeProposed" ? { ...body, proposal: { ...body.proposal, people, risk: people === 2 ? "R4" : "R3" } } : body,
  );
  const log = logWith([...bodies, ...approved.map(() => ({ type: "changeApproved", id: "c1" }) as const)]);
  const events = log.map((event) => (event.type === "changeApproved" ? { ...event, actor: ada } : event));
  const view = changeView(events, "c1");
  return view === null ? "no change" : whereItStands(view, decides);
}

test("what waits for an approval says to whoever may approve it that it waits for them", () => {
  expect(said(who("ben"))).toBe("Waits for you: approve it or decline it.");
  expect(said(who("ben", false))).toBe("Waits for an approver or an administrator.");
});

test("where it takes two, the second is asked, and the first is not asked again", () => {
  expect(said(who("ben"), { people: 2 })).toMatch(/^May interrupt traffic: two people .* It waits for you to be one of them\.$/);
  expect(said(who("ben"), { people: 2, approved: [ada] })).toBe("Ada Lind approved it; it waits for you as the second person.");
  expect(said(who("ada"), { people: 2, approved: [ada] })).toBe("Ada Lind approved it; a second person has to.");
  // One person alone never can.
  expect(said({ ...who("ben"), alone: true }, { people: 2 })).not.toContain("waits for you");
});
