import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { catalogueOf, LIST_HEADING } from "#lab/catalogue.ts";
import { CAUSES } from "#lab/faults/causes.ts";
import { chosen, namesOf } from "#lab/faults/choose.ts";
import { truthOf } from "#lab/faults/fault.ts";
import { FAULTS } from "#lab/faults/index.ts";
import { TOPOLOGIES } from "#lab/topologies/index.ts";

const page = new URL("../../docs/lab.md", import.meta.url);

it("docs/lab.md lists every fault as it is: else `RENEW_LAB_LIST=1 npx vitest run test/house/lab-list.test.ts`", async () => {
  const text = readFileSync(page, "utf8");
  const [before = ""] = text.split(LIST_HEADING);
  const wanted = `${before}${LIST_HEADING}${catalogueOf(TOPOLOGIES, FAULTS)}`;
  if (process.env["RENEW_LAB_LIST"] === "1") (await import("node:fs")).writeFileSync(page, wanted);
  expect(readFileSync(page, "utf8")).toBe(wanted);
});

it("every fault and variant is made somewhere, has an id of its own, and a truth that fits its kind", () => {
  expect(FAULTS.map((fault) => fault.id)).toEqual([...new Set(FAULTS.map((fault) => fault.id))]);
  for (const name of FAULTS.flatMap(namesOf)) {
    const { fault, parameters } = chosen(name);
    const topology = TOPOLOGIES.find((each) => each.name === fault.topology);
    expect(topology, name).toBeDefined();
    const { causes, contributing = [] } = truthOf(fault, parameters);
    const isHarmless = fault.kind === "healthy" || fault.kind === "decoy";
    expect(causes.length > 0, `${name}: ${fault.kind}`).toBe(!isHarmless);
    for (const { id, host } of [...causes, ...contributing]) {
      expect(Object.hasOwn(CAUSES, id), id).toBe(true);
      if (host !== undefined)
        expect([...(topology?.hosts ?? []).map((each) => each.name), ...(topology?.places ?? [])], name).toContain(host);
    }
  }
});
