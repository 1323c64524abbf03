import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { chartOf } from "#machines/journal/chart.ts";
import { wayOf } from "#machines/journal/way.ts";
import runbook from "#runbooks/small-packet-loss/runbook.ts";
import { placeDown, placeRight, type Box } from "../../app/_ui/statechart/place.ts";
import { makeLog } from "../app/log.ts";

const chart = chartOf(runbook, catalogue);
const tests = chart.phases.flatMap((phase) => phase.tests.map(({ test: id }) => id));

test("a chart has each test once, in the phases' order, and all five ends", () => {
  expect(tests).toEqual([
    "reproduction",
    ...["metrics", "tracing"].flatMap((phase) => runbook.tests.filter((one) => one.phase === phase).map(({ id }) => id)),
  ]);
  expect(chart.ends).toHaveLength(5);
});

test("while the first round runs, its tests are now, and others are possible", () => {
  const way = wayOf(makeLog({ rounds: 1 }), catalogue);
  expect(way?.at).toBe("collecting");
  expect(way?.visits["reproduction"]).toMatchObject({ state: "now", rounds: [1] });
  const states = new Set(Object.values(way?.visits ?? {}).map(({ state }) => state));
  expect(states).toContain("possible");
  expect(way?.ended).toBeNull();
});

test("at the end nothing is possible: what was not asked was not needed", () => {
  const log = makeLog();
  const way = wayOf(log, catalogue);
  const planned = log.flatMap((event) => (event.type === "roundPlanned" ? event.round.requests.map((request) => request.test) : []));
  for (const [id, visit] of Object.entries(way?.visits ?? {})) expect(visit.state, id).toBe(planned.includes(id) ? "walked" : "idle");
  expect(way?.ended).toBe("cause");
});

test("before the first round, it is in the brief", () => {
  expect(wayOf(makeLog({ rounds: 1 }).slice(0, 3), catalogue)).toMatchObject({ at: "brief", phases: [], ended: null });
});

const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test.each([placeDown(chart, 320), placeDown(chart, 720), placeRight(chart)])(
  "no state lies on another one or outside the drawing",
  (placed) => {
    const boxes: readonly Box[] = [placed.brief, ...placed.phases.flatMap((phase) => phase.tests), ...placed.ends];
    for (const [at, box] of boxes.entries()) {
      expect(box.x >= 0 && box.x + box.width <= placed.width && box.y + box.height <= placed.height).toBe(true);
      expect(boxes.slice(at + 1).filter((other) => overlap(box, other))).toEqual([]);
    }
  },
);
