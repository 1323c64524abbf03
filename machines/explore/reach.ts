import type { Test, Value } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { NOT_READABLE, type CellClaim, type Model, type World } from "./cells.ts";
import { finding, type Finding } from "./finding.ts";
import { modelOf } from "./cells.ts";
import { countsOf } from "../standing/accounts.ts";
import { runThrough, type Conclude, type Ended } from "./run.ts";
import { claimsOf, freeCells, localStanding, solve } from "./solve.ts";
import type { Windows } from "./window.ts";

/** What a directed walk needs: the model, its windows, and the engine that is being checked. */
export interface Course {
  readonly model: Model;
  readonly windows: Windows;
  readonly conclude: Conclude;
}

/** Values that no hypothesis decides: what the reproduction shows, and measures that read something else, at rest. */
export function baseWorld({ model, windows }: Pick<Course, "model" | "windows">): World {
  const world = new Map<string, Value>();
  for (const { key, place } of model.cells.values()) {
    if (place.source.id === REPRODUCTION) world.set(key, windows.shown?.[place.field] ?? NOT_READABLE);
  }
  return world;
}

/** A world in which this instance is true, and every other one is refuted as far as the predictions allow. */
export function worldOf(model: Model, instance: string | null, base: World): World | null {
  const own = instance === null ? [] : claimsOf(model, instance);
  const world = instance === null ? base : solve(model, own, { world: base, goal: (tried) => localStanding(own, tried) === "supported" });
  return world === null ? null : atRest(model, refuteOthers(model, instance, world));
}

function refuteOthers(model: Model, instance: string | null, world: World): World {
  const quiet = { ...model, cells: new Map([...model.cells].map(([key, cell]) => [key, { ...cell, regions: restFirst(cell.regions) }])) };
  return model.asked.instances
    .filter(({ id }) => id !== instance)
    .reduce((so, { id }) => {
      const claims = claimsOf(model, id);
      const refuted = solve(quiet, claims, { world: so, goal: (tried) => localStanding(claims, tried) === "refuted" });
      return refuted ?? solve(quiet, claims, { world: so, goal: (tried) => localStanding(claims, tried) !== "supported" }) ?? so;
    }, world);
}

const restFirst = (regions: readonly Value[]): readonly Value[] => [
  ...regions.filter((value) => value === 0),
  ...regions.filter((value) => value !== 0),
];

/** What is left free stands at its last region: nothing special. */
export function atRest(model: Model, world: World): World {
  const rest = new Map(world);
  for (const { key, regions } of model.cells.values())
    if (!rest.has(key)) rest.set(key, regions.find((value) => value === 0) ?? regions.at(-1) ?? NOT_READABLE);
  return rest;
}

export const endOf = ({ model, windows, conclude }: Course, world: World): Ended =>
  runThrough(model, { world, windows: [windows.shown] }, conclude);

/** Is each cause, and each way to end without one, the end of some run? */
export function reachFindings(course: Course, base: World): readonly Finding[] {
  const { model } = course;
  const causes = model.asked.instances.flatMap(({ id, hypothesis }): readonly Finding[] => {
    if (claimsOf(model, id).length === 0 && model.asked.facts.runbook.hypotheses[hypothesis]?.remainder !== true) return [];
    const world = worldOf(model, id, base);
    if (world === null) return [];
    const { verdict } = endOf(course, world);
    if ([...(verdict.kind === "cause" ? verdict.causes : []), ...verdict.contributing].some(({ instance }) => instance === id)) return [];
    const instead = verdict.causes.map(({ id: other }) => other).join(", ");
    return [
      finding(
        "reachable",
        `No run ends in ${hypothesis}: where everything it predicts is seen, the verdict is ${verdict.kind}${instead === "" ? "" : ` (${instead})`}. ${verdict.kind === "several" || verdict.kind === "cause" ? `Add a prediction that tells them apart, or say that one contributesTo the other.` : "See which of its necessary predictions stays unknown."}`,
      ),
    ];
  });
  return [...causes, ...otherEnds(course, base)];
}

function otherEnds(course: Course, base: World): readonly Finding[] {
  const { model, windows, conclude } = course;
  const { runbook } = model.asked.facts;
  const ends: Finding[] = [];
  const catchAll = model.asked.instances.some(
    ({ id, hypothesis }) =>
      runbook.hypotheses[hypothesis]?.remainder === true &&
      claimsOf(model, id).every(({ predicted }) => predicted.claim.strength === "characteristic"),
  );
  const world = worldOf(model, null, base) ?? base;
  // A remainder without a necessary prediction takes the place of "none of these": it is supported whenever all else is refuted.
  if (!catchAll && endOf(course, world).verdict.kind !== "noneOfThese") {
    ends.push(
      finding(
        "reachable",
        "No run ends in noneOfThese: some hypothesis can never be refuted while the others are. Give each a necessary prediction that can fail.",
      ),
    );
  }
  if (windows.absent !== null && runThrough(model, { world, windows: [windows.absent] }, conclude).verdict.kind !== "symptomAbsent") {
    ends.push(
      finding(
        "reachable",
        "No run ends in symptomAbsent although the probe can run without the symptom. See smallestPercentInput, sentField and the measures.",
      ),
    );
  }
  return [...ends, ...nothingObserved(course, base)];
}

/** Nothing could be read: whatever the reproduction showed, no cause may be named and none refuted. */
function nothingObserved({ model, windows, conclude }: Course, base: World): readonly Finding[] {
  const blind: World = new Map([...model.cells.keys()].map((key) => [key, base.get(key) ?? NOT_READABLE]));
  const runs = [[windows.shown], [null]].map((each) => ({
    seen: each[0] !== null,
    ended: runThrough(model, { world: blind, windows: each }, conclude),
  }));
  return runs.flatMap(({ seen, ended }): readonly Finding[] => {
    if (ended.verdict.kind === "undetermined") return [];
    const when = seen ? "the symptom showed and nothing else could be read" : "nothing could be observed";
    return [
      finding(
        "nothing-observed",
        `When ${when}, the verdict is ${ended.verdict.kind}${sayCauses(ended)}, not undetermined. Give the hypothesis a necessary prediction: a cause must show something.`,
      ),
    ];
  });
}

const sayCauses = ({ verdict }: Ended): string =>
  verdict.causes.length === 0 ? "" : ` (${verdict.causes.map(({ instance }) => instance).join(", ")})`;

const endingOf = ({ verdict }: Ended): string =>
  JSON.stringify([
    verdict.kind,
    verdict.causes.map(({ instance, certainty }) => [instance, certainty]),
    verdict.contributing.map(({ instance }) => instance),
  ]);

/** A test that never changes an ending costs the host a command for nothing. */
export function idleFindings(course: Course, base: World): readonly Finding[] {
  const { runbook } = course.model.asked.facts;
  return runbook.tests
    .filter((test) => !isReadElsewhere(course, test.id))
    .flatMap((test): readonly Finding[] => {
      const without = {
        ...course,
        model: modelOf({ ...course.model.asked.facts, runbook: { ...runbook, tests: runbook.tests.filter(({ id }) => id !== test.id) } }),
      };
      for (const world of worldsAbout(course, test, base))
        if (endingOf(endOf(course, world)) !== endingOf(endOf(without, world))) return [];
      return [
        finding(
          "idle-test",
          `The test ${test.id} changes no ending: each run ends alike without it. Remove it, or add a prediction that only it can decide.`,
        ),
      ];
    });
}

/** Named by a measure, a count or a guilty row, or compared with by another test: it says more than its own predictions. */
function isReadElsewhere({ model }: Course, test: string): boolean {
  const { runbook } = model.asked.facts;
  const measures = Object.values(runbook.measures).some(({ present, missing, of }) =>
    [present.test, missing.test, of?.test].includes(test),
  );
  const rests = Object.values(runbook.rests ?? {}).some(({ present, missing, of }) =>
    [present.test, missing.test, of?.test].includes(test),
  );
  const hides = Object.values(runbook.hides ?? {}).some(({ present }) => present.test === test);
  const named = Object.values(runbook.hypotheses).some(
    ({ accounts, object, setOff, alone }) =>
      setOff?.test === test ||
      alone?.test === test ||
      [object?.test, ...(object?.or ?? []).map((row) => row.test)].includes(test) ||
      (accounts !== undefined && countsOf(accounts).some((ref) => ref.test === test)),
  );
  return (
    measures ||
    rests ||
    hides ||
    named ||
    isWorkedFrom(model, test) ||
    model.claims.some(({ predicted, cells }) => predicted.test !== test && cells.some((cell) => cell.startsWith(`${test}|`)))
  );
}

/** Another test is worked out from its readings. */
function isWorkedFrom({ asked }: Model, test: string): boolean {
  const collect = asked.sources.get(test)?.collect ?? "";
  return [...asked.sources.values()].some(({ spec }) => spec?.from?.includes(collect) === true);
}

/** Worlds where this test could matter: its hypotheses true, its predictions failed, unknown, or the only ones that show them. */
function* worldsAbout({ model }: Course, test: Test, base: World): Generator<World> {
  const claims = model.claims.filter(({ predicted }) => predicted.test === test.id);
  for (const claim of claims) {
    const id = claim.predicted.instance.id;
    const world = worldOf(model, id, base);
    if (world === null) continue;
    yield world;
    const cells = claim.cells.filter((cell) => cell.startsWith(`${test.id}|`));
    for (const cell of cells)
      for (const value of [...(model.cells.get(cell)?.regions ?? []), NOT_READABLE]) yield new Map(world).set(cell, value);
    const alone = soleWorld(model, claim, base);
    if (alone !== null) yield alone;
    if (test.ask !== undefined) yield* blinded(model, test, { world, cells });
  }
}

/** A person is asked where something could not be read: each other test in turn, and what is said about it then. */
function* blinded(
  model: Model,
  test: Test,
  { world, cells }: { readonly world: World; readonly cells: readonly string[] },
): Generator<World> {
  for (const { id } of model.asked.facts.runbook.tests.filter((other) => other.ask === undefined)) {
    const unread = [...model.cells.keys()].filter((key) => key.startsWith(`${id}|`));
    for (const dark of [unread, ...unread.map((key) => [key])]) {
      const blind = new Map(world);
      for (const key of dark) blind.set(key, NOT_READABLE);
      for (const cell of cells) for (const value of model.cells.get(cell)?.regions ?? []) yield new Map(blind).set(cell, value);
    }
  }
}

/** Only this claim shows the hypothesis: its necessary ones hold, no other characteristic one does. */
function soleWorld(model: Model, claim: CellClaim, base: World): World | null {
  const own = claimsOf(model, claim.predicted.instance.id);
  const others = own.filter((each) => each !== claim && each.predicted.claim.strength === "characteristic");
  const rest = own.filter((each) => !others.includes(each));
  const world = solve(model, own, {
    world: base,
    goal: (tried) => localStanding(rest, tried) === "supported" && (others.length === 0 || localStanding(others, tried) !== "supported"),
  });
  if (world === null || freeCells(model, own, world).length > 0) return null;
  return atRest(model, refuteOthers(model, claim.predicted.instance.id, world));
}
