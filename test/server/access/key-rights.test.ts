import { expect, it } from "vitest";
import { KEY_RIGHTS, RIGHTS, rightsOf, rightsOfKey } from "#server/access/rights.ts";

it("no key of a program lets people in, makes keys, signs off or approves a change of a host, whoever it belongs to and whatever it was made for", () => {
  expect(RIGHTS.filter((right) => !KEY_RIGHTS.includes(right))).toEqual(["change", "review", "people", "own"]);
  const all = rightsOfKey(RIGHTS, ["admin"]);
  expect(["change", "review", "people", "own"].filter((right) => all.has(right as (typeof RIGHTS)[number]))).toEqual([]);
  expect(rightsOf(["approver"]).has("change")).toBe(true);
});
