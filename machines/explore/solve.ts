import type { EvidenceState, Standing, Value } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { stateIn, type CellClaim, type Model, type World } from "./cells.ts";

/** More combinations than this are not tried for one hypothesis; six fields of five regions each still fit. */
const MOST_COMBINATIONS = 50_000;

export const claimsOf = (model: Model, instance: string): readonly CellClaim[] =>
  model.claims.filter(({ predicted }) => predicted.instance.id === instance);

/** The standing of one instance by its own claims alone; a remainder counts as supported as far as its own claims go. */
export function localStanding(claims: readonly CellClaim[], world: World): Standing {
  const remainder = claims.length === 0 || claims[0]?.predicted.hypothesis.remainder === true;
  // Most hypotheses ask nobody, and this is where the checker spends its time.
  if (!claims.some(({ predicted }) => predicted.asked)) return standingBy(claims, world, remainder);
  const measured = claims.filter(({ predicted }) => !predicted.asked);
  const standing = standingBy(measured, world, remainder);
  // What people say decides only what is left open; that nobody knows keeps nothing from being supported.
  if (standing !== "open") return standing;
  const words = claims.filter(({ predicted }) => predicted.asked).map((claim) => ({ claim, state: stateIn(world, claim) }));
  if (words.some(({ claim, state }) => claim.predicted.claim.strength !== "characteristic" && state === "failed")) return "refuted";
  return words.some(({ claim, state }) => claim.predicted.claim.strength !== "necessary" && state === "held") ? "supported" : "open";
}

/** `shown`: something characteristic was seen already, or is not needed. */
function standingBy(claims: readonly CellClaim[], world: World, shown: boolean): Standing {
  const states = claims.map((claim) => ({ strength: claim.predicted.claim.strength, state: stateIn(world, claim) }));
  const necessary = states.filter(({ strength }) => strength !== "characteristic").map(({ state }) => state);
  if (necessary.includes("failed")) return "refuted";
  if (!necessary.every((state) => state === "held")) return "open";
  return shown || states.some(({ strength, state }) => strength !== "necessary" && state === "held") ? "supported" : "open";
}

/** The cells of these claims that the world leaves free. The reproduction's are set by the window, not by the host. */
export function freeCells(model: Model, claims: readonly CellClaim[], world: World): readonly string[] {
  return [...new Set(claims.flatMap(({ cells }) => cells))].filter(
    (cell) => !world.has(cell) && model.cells.get(cell)?.place.source.id !== REPRODUCTION,
  );
}

/** The first way to give the free cells values so that the goal is met; null when there is none. */
export function solve(
  model: Model,
  claims: readonly CellClaim[],
  { world, goal }: { readonly world: World; readonly goal: (world: World) => boolean },
): World | null {
  for (const tried of worldsOver(model, freeCells(model, claims, world), world)) if (goal(tried)) return tried;
  return null;
}

/** Every combination of regions over these cells, on top of a world; at most MOST_COMBINATIONS. */
export function* worldsOver(model: Model, cells: readonly string[], world: World): Generator<World> {
  let count = 0;
  function* from(index: number, base: World): Generator<World> {
    const cell = cells[index];
    if (cell === undefined) {
      count += 1;
      yield base;
      return;
    }
    for (const value of model.cells.get(cell)?.regions ?? []) {
      if (count >= MOST_COMBINATIONS) return;
      yield* from(index + 1, new Map<string, Value>(base).set(cell, value));
    }
  }
  yield* from(0, world);
}

export const combinations = (model: Model, cells: readonly string[], more = 0): number =>
  cells.reduce((product, cell) => product * ((model.cells.get(cell)?.regions.length ?? 1) + more), 1);

/** Both truths of one claim, over its own cells: [can hold, can fail]. */
export function outcomesOf(model: Model, claim: CellClaim, base: World): ReadonlySet<EvidenceState> {
  const seen = new Set<EvidenceState>();
  for (const world of worldsOver(model, freeCells(model, [claim], base), base)) {
    seen.add(stateIn(world, claim));
    if (seen.has("held") && seen.has("failed")) break;
  }
  return seen;
}
