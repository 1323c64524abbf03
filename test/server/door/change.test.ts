import { describe, expect, it } from "vitest";
import { changesIn } from "#machines/confirm/state.ts";
import { changeView } from "#machines/journal/change-view.ts";
import type { Proposal } from "#machines/journal/change-event.ts";
import type { Actor, EventBody } from "#machines/journal/event.ts";
import { onChange, type OnChange } from "#server/door/change.ts";
import { LOCAL_ID } from "#server/door/session.ts";
import type { Office } from "#server/door/office.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import { created } from "../store/sample.ts";

const proposal: Proposal = {
  ...{ id: "c1", hypothesis: "backlogOverflow", instance: "backlogOverflow@receiver", host: "receiver", change: "backlogLength" },
  ...{ title: "length of a backlog", args: {}, before: "1000", after: "3000", unit: "packets", commandLine: "a", undoLine: "b" },
  ...{ risk: "R3", effects: [], people: 1, seconds: 60 },
};
const person = (id: string): Actor => ({ kind: "person", id, name: id, via: "page" });
const culprit: Actor = { kind: "culprit", id: "culprit", name: "Culprit", via: "worker" };

/** An investigation with these events, and how often a worker was called. */
async function office(...bodies: readonly EventBody[]) {
  const journal = memoryJournal();
  await journal.create(created("x"));
  const enqueued: string[] = [];
  const append = (body: EventBody, actor = culprit) => journal.append("x", { expected: null, events: [{ body, actor }] });
  for (const body of bodies) await append(body);
  const desk = { journal, enqueue: async (id: string) => void enqueued.push(id) } as unknown as Office;
  const decide = (who: string, action: Omit<OnChange, "id" | "change">) =>
    onChange(desk, person(who), { ...action, id: "x", change: "c1" } as OnChange);
  const state = async () => changesIn(await journal.read("x"))[0];
  return { decide, state, append, enqueued };
}
const proposed: EventBody = { type: "changeProposed", proposal };
const begun: EventBody = { type: "changeBegun", id: "c1", token: "t", until: "2026-01-01T00:00:00.000Z" };
const approve = { do: "approveChange" } as const;

describe("a decision about a change", () => {
  it("counts once, whoever decides first: ten at the same time", async () => {
    const { decide, state, enqueued } = await office(proposed);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => decide(`p${index}`, approve)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.status === 409 && /approved it/.test(answer.message))).toHaveLength(9);
    expect((await state())?.approvals).toHaveLength(1);
    expect(enqueued).toEqual(["x"]);
  });

  it("is none any more when one declines as another approves, in whatever order", async () => {
    const decline = { do: "declineChange", reason: "Not now." } as never;
    for (const [first, second] of [
      [approve, decline],
      [decline, approve],
    ] as const) {
      const { decide, state } = await office(proposed);
      const [one, two] = await Promise.all([decide("a", first), decide("b", second)]);
      expect(one.ok).toBe(true);
      // What was approved and is not begun may still be declined; what was declined cannot be approved.
      expect(two.ok).toBe(first === approve);
      expect(await state()).toMatchObject({ next: "nothing", begun: null });
    }
  });

  it("takes two different people where traffic may be interrupted", async () => {
    const { decide, state } = await office({ type: "changeProposed", proposal: { ...proposal, risk: "R4", people: 2 } });
    expect(await decide("a", approve)).toMatchObject({ ok: true });
    expect((await state())?.next).toBe("approval");
    expect(await decide("a", approve)).toMatchObject({ ok: false, message: expect.stringContaining("somebody else") as string });
    expect(await decide("b", approve)).toMatchObject({ ok: true });
    expect((await state())?.next).toBe("carryOut");
    expect(await decide("c", approve)).toMatchObject({ ok: false, status: 409 });
  });

  it("is none of two people's where there are no accounts: what to do is said, and nothing is counted", async () => {
    const two = { ...proposal, people: 2 } as const;
    const { decide, state } = await office({ type: "changeProposed", proposal: { ...two, risk: "R4" } });
    const refused = await decide(LOCAL_ID, approve);
    expect(refused).toMatchObject({ ok: false, status: 409, message: expect.stringContaining("culprit serve --accounts") as string });
    expect((await state())?.approvals).toEqual([]);
    // The card says the same before anybody presses.
    const events = (risk: "R3" | "R4") => [{ type: "changeProposed", proposal: { ...two, risk }, seq: 1, at: "", actor: culprit } as const];
    expect(changeView(events("R4"), "c1")?.say).toMatch(/^May interrupt traffic: two people /);
    expect(changeView(events("R3"), "c1")?.say).toMatch(/^Lets through what a rule forbids: two people /);
    for (const risk of ["R3", "R4"] as const) expect(changeView(events(risk), "c1")?.wayOut).toContain("culprit serve --accounts");
  });

  it("is too late once it was begun, and keeping is for what confirmed its cause", async () => {
    const { decide } = await office(proposed, { type: "changeApproved", id: "c1" }, begun);
    expect(await decide("a", approve)).toMatchObject({ ok: false, status: 409 });
    expect(await decide("a", { do: "declineChange", reason: "x" } as never)).toMatchObject({ ok: false, status: 409 });
    expect(await decide("a", { do: "keepChange" })).toMatchObject({ ok: false, status: 409 });
  });

  it("asks the worker to look again at what is not proven to be undone, and at nothing else", async () => {
    const stuck = await office(proposed, { type: "changeApproved", id: "c1" }, begun);
    await stuck.append({ type: "changeStuck", id: "c1", value: null, failure: { kind: "unreachable", detail: "" } });
    expect(await stuck.decide("a", { do: "undoChange" })).toMatchObject({ ok: true });
    expect(stuck.enqueued).toEqual(["x"]);
    const calm = await office(proposed);
    expect(await calm.decide("a", { do: "undoChange" })).toMatchObject({ ok: false, status: 409 });
  });

  it("is none about what was brought from elsewhere, and none about what was never proposed", async () => {
    const imported = { type: "imported", exportedAt: "", number: null, outputs: 0, differences: [] } as const;
    const { decide } = await office(proposed, imported);
    expect(await decide("a", approve)).toMatchObject({ ok: false, message: expect.stringContaining("imported") as string });
    expect(await (await office()).decide("a", approve)).toMatchObject({ ok: false, status: expect.any(Number) as number });
  });
});
