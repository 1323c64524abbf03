import { expect, it } from "vitest";
import { aboutOf, sayAction } from "#app/_ui/settings/record-words.ts";
import { RIGHT } from "#server/door/may.ts";
import type { Office } from "#server/door/office.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import type { Deed } from "#server/records/chain.ts";

const YOU = { ...localActor("cli"), name: "You" };

/** What the record has about hosts that are added together, where these names are taken. */
async function recorded(names: readonly string[], there: readonly string[] = [], visitor = YOU): Promise<Omit<Deed, "at">> {
  const taken = new Set(there);
  const add = async ({ name }: { readonly name: string }): Promise<{ readonly id: string }> => {
    if (taken.has(name)) throw Object.assign(new Error(`${name} is taken`), { name: "NameTaken" });
    taken.add(name);
    return { id: name };
  };
  const deeds: Omit<Deed, "at">[] = [];
  const office = { inventory: { add }, records: { add: async (deed: Omit<Deed, "at">) => void deeds.push(deed) } };
  const hosts = names.map((name, at) => ({ name, address: `192.0.2.${at}`, labels: ["no-words-of-people"] }));
  await perform(office as unknown as Office, visitor, { do: "addHosts", hosts });
  const [deed] = deeds;
  if (deed === undefined) throw new Error("nothing was recorded");
  return deed;
}

const shown = ({ about }: Omit<Deed, "at">): string => aboutOf({ about, names: [] });

it("names the hosts that were added together, and counts those whose names were taken", async () => {
  const deed = await recorded(["a", "b", "c", "a"], ["b"]);
  expect(shown(deed)).toBe("a 192.0.2.0, c 192.0.2.2, 2 left out, as their names were taken");
  expect(JSON.stringify(deed)).not.toContain("no-words-of-people");
  expect(shown(await recorded(["a", "b"], ["a"]))).toBe("b 192.0.2.1, 1 left out, as its name was taken");
});

it("names what was asked for where it was refused", async () => {
  const deed = await recorded(["a"], [], { ...YOU, rights: new Set<never>() });
  expect([deed.outcome, shown(deed)]).toEqual(["refused 403", "a 192.0.2.0"]);
});

it("stays readable and small however many there are", async () => {
  const deed = await recorded(Array.from({ length: 1_000 }, (_, at) => `host-${at}`));
  expect(shown(deed)).toMatch(/, host-49 192\.0\.2\.49, and 950 more$/);
  expect(JSON.stringify(deed.about).length).toBeLessThan(4_000);
});

it("shows entries as they were recorded before hosts were named", () => {
  expect([sayAction("addHosts"), aboutOf({ about: {}, names: [] })]).toEqual(["add hosts together", ""]);
});

it("has words for every action", () => {
  expect(Object.keys(RIGHT).filter((action) => sayAction(action) === action && !["pause", "stop"].includes(action))).toEqual([]);
});
