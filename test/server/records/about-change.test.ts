import { expect, it } from "vitest";
import { aboutOf } from "#app/_ui/settings/record-words.ts";
import { localActor } from "#server/door/session.ts";
import type { Office } from "#server/door/office.ts";
import type { Append, Appended } from "#server/journal.ts";
import { perform } from "#server/door/perform.ts";
import type { Deed } from "#server/records/chain.ts";
import { logWith, STATES } from "../../browser/changes.ts";

const YOU = { ...localActor("cli"), name: "You" };

/** What the record has about decisions on a change of this investigation. */
async function recorded(...actions: readonly object[]): Promise<readonly Omit<Deed, "at">[]> {
  const log = [...logWith(STATES["asked"] ?? [])];
  const append = async (_id: string, { events }: Append): Promise<Appended> => {
    for (const { body, actor } of events) log.push({ ...body, actor, seq: log.length + 1, at: "2026-11-21T03:00:00.000Z" });
    return { ok: true, events: [] };
  };
  const journal = { read: async () => [...log], append };
  const deeds: Omit<Deed, "at">[] = [];
  const office = { journal, enqueue: () => Promise.resolve(), records: { add: async (deed: Omit<Deed, "at">) => void deeds.push(deed) } };
  for (const action of actions) await perform(office as unknown as Office, YOU, { id: "x", change: "c1", ...action });
  return deeds;
}

it("names host and change of a decision about one, done or refused", async () => {
  const deeds = await recorded({ do: "approveChange" }, { do: "declineChange", reason: "no-words-of-people" }, { do: "keepChange" });
  expect(deeds.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    "approveChange done",
    "declineChange done",
    "keepChange refused 409",
  ]);
  for (const { about } of deeds) {
    expect(about).toMatchObject({ id: "x", host: "net-2", change: "length of a CPU's receive backlog from 1000 to 3000 packets" });
    expect(aboutOf({ about, names: [] })).toMatch(/^net-2, [^,]+, length of a CPU's receive backlog from 1000 to 3000 packets$/);
    expect(JSON.stringify(about)).not.toContain("no-words-of-people");
  }
});

it("says of a change that nobody proposed what was asked for, and of old entries what they have", async () => {
  expect((await recorded({ do: "approveChange", change: "c9" }))[0]).toMatchObject({
    outcome: "refused 409",
    about: { id: "x", change: "c9" },
  });
  expect(aboutOf({ about: { id: "x" }, names: [] })).toBe("");
});
