import { expect, test } from "vitest";
import { foldedPath, foldsOf } from "#app/_ui/path/fold.ts";
import { catalogue } from "#collectors";
import { pathOf, type PathView } from "#machines/journal/path.ts";
import { wideLog } from "../browser/shown-path.ts";
import { caseLog } from "./case-log.ts";

const viewOf = (events: Parameters<typeof pathOf>[0]): PathView => {
  const view = pathOf(events, catalogue);
  if (view === null) throw new Error("no path");
  return view;
};

test("a path of many interfaces is drawn with what tells, and loses none", () => {
  const whole = viewOf(wideLog().events);
  const brief = foldedPath(whole);
  expect(whole.hops.length).toBeGreaterThan(40);
  expect(brief.hops.length).toBeLessThan(whole.hops.length / 2);
  const unfolded = brief.hops.flatMap((hop) => (foldsOf(hop).length > 0 ? foldsOf(hop) : [hop]));
  expect(unfolded).toEqual(whole.hops);
  // What is said of a column is said of the same interface.
  const at = (view: PathView, column: number | null | undefined) => view.hops[column ?? -1]?.id;
  expect(at(brief, brief.narrowest)).toBe(at(whole, whole.narrowest));
  expect([brief.tunnel?.from, brief.tunnel?.to].map((column) => at(brief, column))).toEqual(
    [whole.tunnel?.from, whole.tunnel?.to].map((column) => at(whole, column)),
  );
  const points = (view: PathView) => view.legs.map((leg) => leg.points.map(({ column }) => at(view, column)));
  expect(points(brief)).toEqual(points(whole));
  expect(points(whole).flat().length).toBeGreaterThan(0);
  for (const hop of brief.hops) {
    expect(new Set(foldsOf(hop).map(({ host, mtu }) => `${host} ${String(mtu)}`)).size).toBeLessThanOrEqual(1);
    expect(foldsOf(hop).flatMap(({ counters }) => counters)).toEqual([]);
  }
});

test("a path that is read at a glance is drawn whole", () => {
  const short = viewOf(caseLog("small-packet-loss", "healthy").events);
  expect(foldedPath(short)).toBe(short);
});
