import { expect, test } from "vitest";
import { rightsOf } from "#server/access/rights.ts";
import { PAGES_WITHIN, pagesWithin } from "#app/_ui/frame/within.ts";
import { matches } from "#app/_ui/palette/match.ts";

const found = (typed: string): readonly string[] =>
  PAGES_WITHIN.filter(({ say, of }) => matches(`page ${say} ${of}`, typed) > 0).map(({ href }) => href);

test("pages within others are found by their names", () => {
  expect(["audit log", "retention", "redaction", "people", "ssh key", "api key", "alerts", "host group", "about"].flatMap(found)).toEqual(
    ["records", "retention", "redaction", "people", "ssh-keys", "api-keys", "alerts", "groups", "about"].map((id) => `/settings/${id}`),
  );
  expect(["compare snapshots", "new sweep"].flatMap(found)).toEqual(["/hosts/snapshots", "/sweeps/new"]);
});

test("nobody is led to a page that is closed to them", () => {
  const pages = (role: string, accounts = true): readonly string[] => pagesWithin(rightsOf([role]), accounts);
  expect(pages("viewer")).not.toContain("/sweeps/new");
  expect(pages("viewer")).not.toContain("/settings/records");
  expect(pages("admin")).toEqual(PAGES_WITHIN.map(({ href }) => href));
  expect(pages("admin", false)).not.toContain("/settings/people");
});
