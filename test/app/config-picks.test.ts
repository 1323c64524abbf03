import { renderToStaticMarkup } from "react-dom/server";
import { createElement } from "react";
import { expect, test } from "vitest";
import { Picks } from "#app/_ui/hosts/ImportConfig.tsx";

const host = (name: string, ...jump: readonly string[]) => ({ name, address: `${name}.example`, user: null, port: null, jump });
const nothing = (): void => undefined;

/** What the preview of these hosts says, line by line. */
const said = (own: boolean, taken: readonly string[] = []): string =>
  renderToStaticMarkup(
    createElement(Picks, {
      found: { hosts: [host("near"), host("far", "edge-1")], left: [], taken },
      own,
      onBack: nothing,
      onDone: nothing,
    }),
  ).replaceAll("><", ">\n<");

test("a jump of a pasted config is said to be lost; one of Culprit's own config holds at every connection", () => {
  expect(said(false)).toContain("far.example, through edge-1: not taken over");
  expect(said(true)).toMatch(/alias of this config, through edge-1</);
});

test("hosts that are in the inventory are marked, cannot be ticked and are not counted", () => {
  expect(said(false)).toMatch(/2 hosts<.*Add 2 hosts/s);
  const some = said(false, ["near"]);
  expect(some).toMatch(/2 hosts, 1 in the inventory already.*disabled=""\/>\n<b[^>]*>near<.*in the inventory already.*Add 1 host</s);
  expect(some.match(/checked=""/g)).toHaveLength(1);
  expect(said(false, ["near", "far"])).toMatch(/2 hosts, in the inventory already.*<button[^>]*disabled[^>]*>Add 0 hosts/s);
});
