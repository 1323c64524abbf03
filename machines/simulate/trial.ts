import type { Runbook, Value } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { NOT_READABLE, stateIn, type World } from "../explore/cells.ts";
import { claimsOf, solve } from "../explore/solve.ts";
import type { Windows } from "../explore/window.ts";
import type { Stage } from "./stage.ts";

export type WindowKind = keyof Windows;
export const WINDOW_KINDS: readonly WindowKind[] = ["shown", "absent", "tooFew", "unproven"];

/** How a test turned out: as the supposed cause would have it, quiet, not readable, or as one instance predicts. */
export const SUPPOSED = "supposed";
export const QUIET = "quiet";
export const UNREADABLE = "unreadable";

/** What a person said the tests would show. Small and plain: it stands in the page's address. */
export interface Trial {
  /** The instance that is imagined to be the cause; null: nothing is wrong. */
  readonly suppose: string | null;
  /** How the reproduction turned out; null: it did not run yet. */
  readonly window: WindowKind | null;
  /** By test. A test that is missing was not asked. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** By cell: the index of the region it shows, or -1 for not readable. Wins over the test's outcome. */
  readonly cells: Readonly<Record<string, number>>;
}

export const NO_TRIAL: Trial = { suppose: null, window: null, outcomes: {}, cells: {} };

/** One test's outcome. What is read around a reproduction counts only where one showed the symptom, so that comes with it. */
export function withOutcome(runbook: Runbook, trial: Trial, { test, outcome }: { readonly test: string; readonly outcome: string }): Trial {
  const when = runbook.tests.find(({ id }) => id === test)?.when;
  const needsWindow = when !== undefined && when !== "once" && runbook.reproduction !== undefined;
  const cells = Object.fromEntries(Object.entries(trial.cells).filter(([key]) => !key.startsWith(`${test}|`)));
  return { ...trial, window: trial.window ?? (needsWindow ? "shown" : null), outcomes: { ...trial.outcomes, [test]: outcome }, cells };
}

export function withoutTest(trial: Trial, test: string): Trial {
  if (test === REPRODUCTION) return { ...trial, window: null };
  const { [test]: _gone, ...outcomes } = trial.outcomes;
  return { ...trial, outcomes, cells: Object.fromEntries(Object.entries(trial.cells).filter(([key]) => !key.startsWith(`${test}|`))) };
}

/** The tests of a round answered as supposed, where they were not answered already. */
export function withRound(trial: Trial, tests: readonly string[]): Trial {
  const fresh = tests.filter((test) => test !== REPRODUCTION && trial.outcomes[test] === undefined);
  return {
    ...trial,
    window: tests.includes(REPRODUCTION) ? (trial.window ?? "shown") : trial.window,
    outcomes: { ...trial.outcomes, ...Object.fromEntries(fresh.map((test) => [test, SUPPOSED])) },
  };
}

/** What the imagined hosts show: the supposed cause, changed by what was said of single tests and fields. */
export function worldIn({ model, rest }: Stage, trial: Trial, supposed: World): World {
  const world = new Map<string, Value>(supposed);
  for (const [test, outcome] of Object.entries(trial.outcomes)) {
    if (outcome === SUPPOSED) continue;
    const mine = [...model.cells.values()].filter(({ place }) => place.source.id === test);
    for (const { key } of mine) world.set(key, outcome === UNREADABLE ? NOT_READABLE : (rest.get(key) ?? NOT_READABLE));
    if (outcome === QUIET || outcome === UNREADABLE) continue;
    for (const { key } of mine) world.delete(key);
    const claims = claimsOf(model, outcome).filter(({ predicted }) => predicted.test === test);
    const solved = solve(model, claims, { world, goal: (tried) => claims.every((claim) => stateIn(tried, claim) === "held") });
    for (const { key } of mine) world.set(key, solved?.get(key) ?? rest.get(key) ?? NOT_READABLE);
  }
  for (const [key, region] of Object.entries(trial.cells)) {
    const cell = model.cells.get(key);
    if (cell !== undefined) world.set(key, cell.regions[region] ?? NOT_READABLE);
  }
  return world;
}
