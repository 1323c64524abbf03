import { expect, test } from "vitest";
import { cpusListed } from "../../collectors/cpu-list.ts";

test("a list of CPUs is as the kernel writes it, and no longer than a kernel's", () => {
  expect(cpusListed("0-3,8\n")).toEqual([0, 1, 2, 3, 8]);
  expect(cpusListed("0-8191")).toHaveLength(8_192);
  for (const text of ["", "0-", "a", "0-8192", "0-99999,0-99999", "0,".repeat(9_000) + "0"]) expect(() => cpusListed(text)).toThrow();
});
