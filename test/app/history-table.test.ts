import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { HistoryTable } from "#app/_ui/history/HistoryTable.tsx";
import type { InvestigationItem } from "#app/_ui/lists/item.ts";

const item = (id: string): InvestigationItem => ({
  ...{
    id,
    number: 7,
    title: `Loss of ${id}`,
    runbookId: "small-packet-loss",
    status: "concluded",
    verdict: "undetermined",
    certainty: null,
  },
  ...{ cause: null, hostNames: ["web-1"], practice: false, stuck: false, commands: 3, startedByName: "Ada" },
  ...{ createdAt: "2026-11-21T02:30:00.000Z", endedAt: "2026-11-21T02:31:00.000Z", signedOffBy: null, overruled: false, heldBy: null },
  waitsFor: null,
});

test("an investigation is listed whatever id it was brought with, and what was found is told of those that were found", () => {
  const ids = ["constructor", "__proto__", "toString", "a"];
  const why = { a: [{ where: "Title", parts: ["", "Loss"] }] };
  const said = renderToStaticMarkup(createElement(HistoryTable, { items: ids.map(item), why, filters: {} }));
  for (const id of ids) expect(said).toContain(`href="/investigations/${id}"`);
  expect(said.match(/id="why-[^"]*"/g)).toEqual(['id="why-a"']);
});
