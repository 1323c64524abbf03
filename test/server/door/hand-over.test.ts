import { expect, test } from "vitest";
import { rightsOf, type Visitor } from "#server/access/rights.ts";
import type { Office } from "#server/door/office.ts";
import { perform } from "#server/door/perform.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import { created } from "../store/sample.ts";

const visitor: Visitor = { kind: "person", id: "p", name: "Ines Aydin", via: "page", rights: rightsOf(["responder"]) };

const account = (login: string, name: string, more: { disabledAt?: Date; ready?: boolean } = {}) => ({
  id: `id of ${login}`,
  login,
  name,
  disabledAt: null,
  ready: true,
  ...more,
});

async function handOver(to: string, people?: readonly ReturnType<typeof account>[]) {
  const journal = memoryJournal();
  await journal.create(created("x"));
  await journal.append("x", { expected: 0, events: [{ body: { type: "noted", text: "begun" }, actor: visitor }] });
  const access = people === undefined ? {} : { access: { accounts: { list: async () => people } } };
  const result = await perform({ journal, ...access } as unknown as Office, visitor, { do: "handOver", id: "x", to, text: "cmp-7 next" });
  return { result, last: (await journal.read("x")).at(-1) };
}

const PEOPLE = [
  account("tomas", "Tomas Berg"),
  account("t.berg", "Tomas Berg"),
  account("lena", "Lena Ode"),
  account("gone", "Gone", { disabledAt: new Date() }),
];

test("without accounts it goes to whoever is named", async () => {
  const { result, last } = await handOver("the day shift");
  expect(result.ok).toBe(true);
  expect(last).toMatchObject({ type: "handedOver", to: "the day shift", person: true, text: "cmp-7 next", actor: { name: "Ines Aydin" } });
});

test.each(["lena", "LENA", "Lena Ode"])("with accounts, %s is one of them, and is told by name", async (to) => {
  expect((await handOver(to, PEOPLE)).last).toMatchObject({ type: "handedOver", to: "Lena Ode", account: "id of lena" });
});

test.each([
  ["nobody", /Nobody called nobody.*tomas, t\.berg, lena/],
  ["gone", /Nobody called gone/],
  ["Tomas Berg", /Several people.*tomas, t\.berg/],
])("%s is refused with who there is, and nothing is written", async (to, why) => {
  const { result, last } = await handOver(to, PEOPLE);
  expect(result).toMatchObject({ ok: false, status: 409 });
  expect(!result.ok && result.message).toMatch(why);
  expect(last?.type).toBe("noted");
});
