import { describe, expect, it } from "vitest";
import { catalogue } from "#collectors";
import { changesIn } from "#machines/confirm/state.ts";
import type { Proposal } from "#machines/journal/change-event.ts";
import type { EventBody } from "#machines/journal/event.ts";
import { carryOut } from "#server/intervene/carry-out.ts";
import { openLog } from "#server/investigate/log.ts";
import type { Scene } from "#server/investigate/scene.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import { created, runbook, worker } from "../store/sample.ts";

const proposal = (id: string, change: string): Proposal => ({
  ...{ id, hypothesis: "zebra", instance: `zebra@${id}`, host: "receiver", change, title: "length of a backlog", args: {} },
  ...{ before: "1000", after: "3000", unit: "packets", commandLine: "a", undoLine: "b", risk: "R3", effects: [], people: 1, seconds: 60 },
});
const started: EventBody = {
  type: "started",
  title: "Loss at noon",
  runbook,
  brief: { hosts: [{ key: "receiver", role: "receiver", name: "web-1", address: "192.0.2.1" }], inputs: {} },
  practice: false,
};
const gone = { kind: "unreachable", detail: "No route to host" } as const;

/** Carries out what this log asks for, on a host that cannot be reached. Resolves with the changes, and how often it was tried. */
async function carriedOut(...bodies: readonly EventBody[]) {
  const journal = memoryJournal();
  await journal.create(created("x"));
  await journal.append("x", { expected: null, events: [started, ...bodies].map((body) => ({ body, actor: worker })) });
  await journal.lease("x", "lease", 60_000);
  const log = await openLog(journal, "x", "lease");
  let tries = 0;
  const scene = { bench: { journal, catalogue, now: () => new Date() }, log, hosts: new Map(), signal: new AbortController().signal };
  const connect = () => {
    tries += 1;
    return Promise.resolve(gone);
  };
  await carryOut(scene as unknown as Scene, { connect, alone: connect, admit: connect });
  return { tries, changes: changesIn(await journal.read("x")) };
}

describe("carrying out what was approved", () => {
  const begun: EventBody = { type: "changeBegun", id: "c1", token: "t", until: "2020-01-01T00:00:00.000Z" };
  const first: EventBody = { type: "changeProposed", proposal: proposal("c1", "backlogLength") };
  const second: EventBody = { type: "changeProposed", proposal: proposal("c2", "listenQueue") };
  const approved = (id: string): EventBody => ({ type: "changeApproved", id });

  it("begins nothing while another change is not proven to be undone, and tries that one again", async () => {
    const { tries, changes } = await carriedOut(first, second, approved("c1"), begun, approved("c2"));
    expect(tries).toBeGreaterThan(0);
    expect(changes[0]).toMatchObject({ next: "undo", undone: { proven: false } });
    expect(changes[1]).toMatchObject({ next: "carryOut", begun: null, declined: null });
  });

  it("begins nothing on a host that cannot be reached, and says so", async () => {
    const { changes } = await carriedOut(first, approved("c1"));
    expect(changes[0]).toMatchObject({ begun: null, declined: { reason: expect.stringContaining("could not be reached") as string } });
  });
});
