import { expect, it } from "vitest";
import { actionSchema } from "#server/door/action.ts";
import { KEY_RIGHTS, RIGHTS, rightsOf, rightsOfKey } from "#server/access/rights.ts";

it("no key of a program lets people in, makes keys, signs off or approves a change of a host, whoever it belongs to and whatever it was made for", () => {
  expect(RIGHTS.filter((right) => !KEY_RIGHTS.includes(right))).toEqual(["change", "review", "people", "own"]);
  const all = rightsOfKey(RIGHTS, ["admin"]);
  expect(["change", "review", "people", "own"].filter((right) => all.has(right as (typeof RIGHTS)[number]))).toEqual([]);
  expect(rightsOf(["approver"]).has("change")).toBe(true);
});

it("a key that hands in alerts does nothing else, not even read, and nothing at all once its account may not", () => {
  expect([...rightsOfKey(["deliver"], ["admin"])]).toEqual(["deliver"]);
  expect([...rightsOfKey([...RIGHTS], ["admin"])]).toEqual(["deliver"]);
  for (const role of ["viewer", "responder", "reviewer", "author"]) expect([...rightsOfKey(["deliver"], [role])], role).toEqual([]);
  const make = (rights: readonly string[]) => actionSchema.safeParse({ do: "makeKey", name: "Alertmanager", days: 366, rights });
  expect(make(["deliver"]).success).toBe(true);
  expect(make(["deliver", "write"]).error?.issues.map(({ message }) => message)).toEqual(["A key that hands in alerts does nothing else."]);
});
