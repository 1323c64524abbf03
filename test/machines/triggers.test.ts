import { expect, it } from "vitest";
import { check } from "#machines/check.ts";
import { conclude } from "#machines/conclude.ts";
import { triggersWhy } from "#machines/explain/trigger.ts";
import type { Hypothesis, Test } from "#machines/contract/index.ts";
import type { Given } from "#machines/step.ts";
import { factsAfter } from "./facts-after.ts";
import { catalogue, given, rises, runbook, takenAt } from "./patient.ts";

const DAY = 86_400;
type Answers = ReturnType<typeof rises>;

/** What is wrong with the receiver's backlog is dated by a setting of its own. */
const dated = (setOff: Hypothesis["setOff"], brief: Partial<Given["brief"]> = {}): Given => {
  const { backlog } = runbook.hypotheses;
  if (backlog === undefined) throw new TypeError("no such hypothesis");
  const settings: Test = {
    id: "settings",
    collect: "settings",
    on: ["receiver"],
    phase: "metrics",
    when: "once",
    why: "When it was set.",
    predicts: { backlog: [{ field: "mode", is: "equal", value: "short", strength: "necessary" }] },
  };
  const hypotheses = { ...runbook.hypotheses, backlog: { ...backlog, ...(setOff === undefined ? {} : { setOff }) } };
  return { ...given, brief: { ...given.brief, ...brief }, runbook: { ...runbook, hypotheses, tests: [...runbook.tests, settings] } };
};
const MTU = { test: "settings", field: "mtu", say: "the length of the backlog on {host} was set" };

/** The backlog of a host that has been up for so long took all that is missing. */
const backlog =
  (uptimeSeconds: number): Answers =>
  (request) =>
    request.test === "settings"
      ? { reading: { fields: { mtu: 30 * DAY, mode: "short" } }, taken: takenAt(uptimeSeconds, request.host) }
      : { ...rises({ softnet: { dropped: 3 } })(request), taken: takenAt(uptimeSeconds, request.host) };
/** The same with what dates the setting. */
const set =
  (secondsAgo: number | { readonly unknown: string }): Answers =>
  (request) =>
    request.test === "settings"
      ? { reading: { fields: { mtu: secondsAgo, mode: "short" } }, taken: takenAt(30 * DAY, request.host) }
      : backlog(30 * DAY)(request);
const triggers = (answers: Answers, of: Given) => conclude(factsAfter(answers, { of })).triggers?.map(({ say }) => say);

it("what people said had changed is told as said, with when it shows", () => {
  expect(triggers(backlog(30 * DAY), dated(undefined))).toBeUndefined();
  expect(triggers(backlog(30 * DAY), dated(undefined, { since: "Tuesday" }))).toBeUndefined();
  expect(triggers(backlog(30 * DAY), dated(undefined, { changed: "new routers.", since: "Tuesday" }))).toEqual([
    "At the start it was said that this had changed: new routers, and that it shows since: Tuesday.",
  ]);
  expect(triggers(backlog(30 * DAY), dated(undefined, { changed: " " }))).toBeUndefined();
});

it("a guilty host that was started within a week is told, once for a machine, and no other host", () => {
  expect(triggers(backlog(3 * 3_600), dated(undefined))).toEqual(["db-2 was started 3 hours before it was looked at."]);
  expect(triggers(backlog(8 * DAY), dated(undefined))).toBeUndefined();
});

it("a setting that a reading dates is told where its cause is named, and not where nobody knows when", () => {
  expect(triggers(set(14 * 60), dated(MTU))).toEqual(["The length of the backlog on db-2 was set 14 minutes before it was read."]);
  expect(triggers(set(8 * DAY), dated(MTU))).toBeUndefined();
  expect(triggers(set({ unknown: "no clock" }), dated(MTU))).toBeUndefined();
});

it("nothing is set off where no cause is named, and a trigger changes no certainty", () => {
  const of = dated(MTU, { changed: "new routers" });
  expect(triggers(rises({}, { lost: 0 }), of)).toBeUndefined();
  const [told, silent] = [conclude(factsAfter(set(60), { of })), conclude(factsAfter(set(60), { of: dated(undefined) }))];
  expect(told.causes).toEqual(silent.causes);
  const said = (told.triggers ?? []).map(({ say }) => say);
  expect(triggersWhy(said)).toBe("Whether one of them set this off was not tested.");
  expect(said).toContain("The length of the backlog on db-2 was set 60 seconds before it was read.");
});

it("what is known of one trigger is said of one", () => {
  const of = dated(MTU);
  const said = conclude(factsAfter(set(60), { of })).triggers ?? [];
  expect(triggersWhy(said)).toBe("Whether it set this off was not tested.");
});

it("an author who dates it by what is not read is told", () => {
  const named = (setOff: Hypothesis["setOff"]): readonly string[] => check(dated(setOff).runbook, catalogue).findings.map(({ say }) => say);
  expect(named({ ...MTU, field: "age" }).join()).toContain("uses the field age, which settings does not read");
  expect(named({ ...MTU, test: "files" }).join()).toContain("refers to the test files, which does not exist");
  expect(named(MTU).filter((say) => say.includes("setOff"))).toEqual([]);
});
